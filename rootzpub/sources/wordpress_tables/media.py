"""Attachments: where their files are, and what `_wp_attachment_metadata` tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from rootzpub.site import Image, Media
from rootzpub.sources.wordpress_tables.options import Options
from rootzpub.sources.wordpress_tables.rows import Meta, PostRow, first
from rootzpub.wordpress.image_meta import camera_facts
from rootzpub.wordpress.php_serialize import Value, php_array
from rootzpub.wordpress.plain_text import plain_text
from rootzpub.wordpress.rendering import Attachment, ImageSize, open_text
from rootzpub.wordpress.wording import Wording


@dataclass(frozen=True, slots=True)
class Uploads:
    """Where a site keeps its files."""

    base_url: str

    def url(self, row: PostRow, meta: Meta) -> str:
        """The address of an attachment's file: by its path below the uploads, else its guid."""
        file = first(meta, "_wp_attached_file")
        if not file:
            return row.guid
        # Some plugins that keep files elsewhere store a whole address.
        if "://" in file:
            return file
        # Old versions of WordPress stored the path on the server's disk.
        below = file.rpartition("wp-content/uploads/")[2] if file.startswith("/") else file
        return f"{self.base_url}/{below.lstrip('/')}"


def uploads_of(
    options: Options, *, content_url: str = "", blog: str = "", site_url: str = "", uploads: str = ""
) -> Uploads:
    """WordPress's rule (wp_upload_dir): the first that is said, and in a network a folder for each further site.

    The constant `UPLOADS`, `upload_url_path`, `upload_path`, the folder `uploads` of the content folder.
    """
    site = (site_url or options.text("siteurl")).rstrip("/")
    path = options.text("upload_path").strip()
    relative = path and path.strip("/") != "wp-content/uploads" and not path.startswith("/")
    base = f"{content_url.rstrip('/') or site + '/wp-content'}/uploads"
    if uploads:
        base = f"{site}/{uploads}"
    elif given := options.text("upload_url_path"):
        base = given
    elif relative:
        base = f"{site}/{path}"
    base = base.rstrip("/")
    return Uploads(base if blog in {"", "0", "1"} else f"{base}/sites/{int(blog)}")


def image_of(row: PostRow, meta: Meta, uploads: Uploads) -> Image:
    """An attachment as a picture."""
    details = _details(meta)
    return Image(
        url=uploads.url(row, meta),
        alt=plain_text(first(meta, "_wp_attachment_image_alt")),
        width=_number(details, "width"),
        height=_number(details, "height"),
    )


def media_of(row: PostRow, meta: Meta, uploads: Uploads, wording: Wording) -> Media:
    """What an attachment adds to its entry."""
    details = _details(meta)
    return Media(
        url=uploads.url(row, meta),
        mime=row.mime,
        caption=wording.plain(open_text(row.excerpt)),
        description=wording.plain(open_text(row.content)),
        alt=plain_text(first(meta, "_wp_attachment_image_alt")),
        width=_number(details, "width"),
        height=_number(details, "height"),
        size=_number(details, "filesize"),
        exif=camera_facts(details.get("image_meta")),
    )


def attachment_of(row: PostRow, meta: Meta, uploads: Uploads, page_url: str) -> Attachment:
    """An attachment as rendering sees it."""
    details = _details(meta)
    url = uploads.url(row, meta)
    cover = first(meta, "_thumbnail_id")
    return Attachment(
        id=row.id,
        url=url,
        page_url=page_url,
        mime=row.mime,
        title=row.title,
        alt=first(meta, "_wp_attachment_image_alt"),
        caption=open_text(row.excerpt),
        description=row.content,
        parent_id=row.parent,
        menu_order=row.menu_order,
        width=_number(details, "width"),
        height=_number(details, "height"),
        sizes=_sizes(details.get("sizes"), url),
        cover_id=int(cover) if cover.isascii() and cover.isdigit() else 0,
    )


def _details(meta: Meta) -> Mapping[int | str, Value]:
    return php_array(first(meta, "_wp_attachment_metadata"))


def _sizes(value: Value, url: str) -> dict[str, ImageSize]:
    folder = url.rpartition("/")[0]
    named = value.items() if isinstance(value, dict) else ()
    return {
        str(name): ImageSize(
            url=f"{folder}/{size['file']}", width=_number(size, "width"), height=_number(size, "height")
        )
        for name, size in named
        if isinstance(size, dict) and isinstance(size.get("file"), str)
    }


def _number(details: Mapping[int | str, Value], name: str) -> int:
    value = details.get(name)
    # Metadata is whatever a plugin wrote; what fits 64 bits is taken.
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:18])
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
