"""Files whose address is the secret: folders of the uploads to which plugins put what is sold or was sent in."""

import re

PRIVATE_FOLDERS = {
    "woocommerce_uploads": "WooCommerce",
    "_pda": "Prevent Direct Access",
    "edd": "Easy Digital Downloads",
    "gravity_forms": "Gravity Forms",
    "wpcf7_uploads": "Contact Form 7",
    "dlm_uploads": "Download Monitor",
    "ninja-forms": "Ninja Forms",
    "wpforms": "WPForms",
    "formidable": "Formidable Forms",
    "fluentform": "Fluent Forms",
    "memberpress": "MemberPress",
    "restrict-content-pro": "Restrict Content Pro",
    "wp-file-download": "WP File Download",
    "woocommerce_order_uploads": "WooCommerce",
}
"""Folder below the uploads, and whose it is."""

_FOLDER = re.compile(rf"(?:\A|/)({'|'.join(map(re.escape, PRIVATE_FOLDERS))})/", re.IGNORECASE)


def private_folder(place: str) -> str:
    """Whose private folder a file's path or address lies in; empty = it lies elsewhere."""
    # What stands before the uploads is the site's own address or disk, and says nothing of the file.
    below = place.replace("\\", "/").rpartition("/uploads/")[2]
    match = _FOLDER.search(below)
    return PRIVATE_FOLDERS[match[1].lower()] if match else ""


def is_private_file(place: str) -> bool:
    """Whether a file lies where only those may have it who were given its address."""
    return private_folder(place) != ""
