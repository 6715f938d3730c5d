"""What Polylang, WPML and qTranslate say of a whole site: its languages, and how addresses tell them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import select

from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.languages import LANGUAGE, LanguageBook
from rootzpub.sources.wordpress_tables.options import Options
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from rootzpub.wordpress.chosen_addresses import CUSTOM_PERMALINK, ChosenAddresses, custom_terms, managed, redirects
from rootzpub.wordpress.languages import Addressing, Language, host_home, sub_domain
from rootzpub.wordpress.one_language import OneLanguage
from rootzpub.wordpress.permalinks import Permalinks
from rootzpub.wordpress.php_serialize import Value, php_array

_POLYLANG = ("polylang", "polylang-pro")
_WPML = ("sitepress-multilingual-cms",)
_QTRANSLATE = ("qtranslate-xt", "qtranslate-x", "qtranslate", "mqtranslate", "qtranslate-xt-master", "ztranslate")
_CUSTOM_PERMALINKS = ("custom-permalinks", "custom-permalinks-premium")
_PERMALINK_MANAGER = ("permalink-manager", "permalink-manager-pro")
_SUB_DOMAINS, _DOMAINS = 2, 3
_WPML_KINDS = {1: "directory", 2: "host", 3: "parameter"}


def language_book(reader: Reader, options: Options, permalinks: Permalinks) -> LanguageBook:
    """The languages of a site; a book without any where no plugin of ours is there."""
    if _may_be_active(options, _POLYLANG):
        found = dict(_polylang_languages(reader))
        if found:
            return _polylang(reader, options, permalinks, found)
    if _may_be_active(options, _WPML) and reader.has("icl_translations"):
        return _wpml(reader, options, permalinks)
    return LanguageBook(
        reader=reader, addressing=Addressing(home=permalinks.home), front_home=Addressing(home=permalinks.home)
    )


def one_language(options: Options) -> OneLanguage | None:
    """The language in which texts of qTranslate are taken: the site's first."""
    if not _may_be_active(options, _QTRANSLATE):
        return None
    is_certain = any(options.has_plugin(folder) for folder in _QTRANSLATE)
    code = options.text("qtranslate_default_language") or options.locale.partition("_")[0]
    return OneLanguage(code, is_certain)


def chosen_addresses(reader: Reader, options: Options, permalinks: Permalinks) -> ChosenAddresses:
    """The addresses that owners chose one by one."""
    custom = _may_be_active(options, _CUSTOM_PERMALINKS)
    terms = custom_terms(options.array("custom_permalink_table")) if custom else {}
    entries: dict[int, str] = {}
    former: dict[int, tuple[str, ...]] = {}
    redirected: frozenset[int] = frozenset()
    if _may_be_active(options, _PERMALINK_MANAGER):
        entries, of_terms = managed(
            options.array("permalink-manager-uris"),
            options.array("permalink-manager"),
            slashed=permalinks.structure.endswith("/"),
        )
        terms |= of_terms
        former = redirects(options.array("permalink-manager-redirects"))
        external = options.array("permalink-manager-external-redirects")
        redirected = frozenset(as_number(key) for key, url in external.items() if url)
    return ChosenAddresses(
        reads_meta=custom and _has_custom(reader), entries=entries, terms=terms, former=former, redirected=redirected
    )


def _is_on(value: Value) -> bool:
    """A switch, which versions store as a boolean, a number or a text."""
    return value not in (None, False, 0, "", "0")


def _has_custom(reader: Reader) -> bool:
    """Whether any entry has an address of Custom Permalinks."""
    if not reader.has("postmeta"):
        return False
    meta = reader.schema.table("postmeta").c
    return reader.one(select(meta.post_id).where(meta.meta_key == CUSTOM_PERMALINK).limit(1)) is not None


def _may_be_active(options: Options, folders: tuple[str, ...]) -> bool:
    """Whether a plugin is active; where nobody can tell, what it left behind counts."""
    return "active_plugins" not in options.values or any(options.has_plugin(folder) for folder in folders)


def _polylang_languages(reader: Reader) -> Iterator[tuple[str, Language]]:
    if not (reader.has("terms") and reader.has("term_taxonomy") and reader.has("term_relationships")):
        return
    terms, sorts = reader.schema.table("terms"), reader.schema.table("term_taxonomy")
    statement = (
        select(terms.c.slug, terms.c.name, sorts.c.description)
        .join_from(terms, sorts, terms.c.term_id == sorts.c.term_id)
        .where(sorts.c.taxonomy == LANGUAGE)
        .order_by(terms.c.term_id)
    )
    for row in reader.rows(statement):
        facts, code = php_array(as_text(row[2])), as_text(row[0])
        locale = facts.get("locale")
        # Another plugin's taxonomy may have the same name: only Polylang's terms hold a locale.
        if code and isinstance(locale, str) and locale:
            closed = "active" in facts and not _is_on(facts["active"])
            yield code, Language(code=code, locale=locale, name=as_text(row[1]), closed=closed)


def _polylang(
    reader: Reader, options: Options, permalinks: Permalinks, languages: Mapping[str, Language]
) -> LanguageBook:
    settings = options.array("polylang")
    forced, default = as_number(settings.get("force_lang")), str(settings.get("default_lang") or "")
    root = permalinks.root
    base = Addressing(
        home=permalinks.home,
        default=default,
        hides_default=_is_on(settings.get("hide_default")),
        before=root + ("" if _is_on(settings.get("rewrite", 1)) else "language/"),
        after=root,
    )
    directory = replace(base, kind="directory" if permalinks.pretty else "parameter")
    if not permalinks.pretty or forced == 1:
        addressing = directory if forced else base
    elif forced in (_SUB_DOMAINS, _DOMAINS):
        addressing = directory = replace(base, kind="host", homes=_hosts(forced, settings, base.home, languages))
    else:
        addressing = base
    return LanguageBook(
        reader=reader,
        addressing=addressing,
        front_home=directory,
        plugin="polylang",
        languages=languages,
        front_page_id=permalinks.front_page_id,
        fronts_are_homes=_is_on(settings.get("redirect_lang")),
    )


def _hosts(
    forced: int, settings: Mapping[int | str, Value], home: str, languages: Mapping[str, Language]
) -> dict[str, str]:
    if forced == _SUB_DOMAINS:
        return {code: sub_domain(home, code) for code in languages}
    domains = settings.get("domains")
    named = domains if isinstance(domains, dict) else {}
    return {str(code): host_home(home, host) for code, host in named.items() if isinstance(host, str) and host}


def _wpml(reader: Reader, options: Options, permalinks: Permalinks) -> LanguageBook:
    settings = options.array("icl_sitepress_settings")
    kind = _WPML_KINDS.get(as_number(settings.get("language_negotiation_type")), "")
    if kind == "directory" and not permalinks.pretty:
        kind = "parameter"
    urls, domains = settings.get("urls"), settings.get("language_domains")
    directory_for_first = urls.get("directory_for_default_language") if isinstance(urls, dict) else 0
    addressing = Addressing(
        home=permalinks.home,
        kind="directory" if kind == "directory" else "host" if kind == "host" else "parameter" if kind else "",
        default=str(settings.get("default_language") or ""),
        hides_default=kind != "directory" or not _is_on(directory_for_first),
        before=permalinks.root,
        after=permalinks.root,
        homes={
            str(code): host_home(permalinks.home, host)
            for code, host in (domains.items() if isinstance(domains, dict) else ())
            if isinstance(host, str) and host
        },
    )
    return LanguageBook(
        reader=reader,
        addressing=addressing,
        front_home=addressing,
        plugin="wpml",
        languages=dict(_wpml_languages(reader, settings)),
        front_page_id=permalinks.front_page_id,
    )


def _wpml_languages(reader: Reader, settings: Mapping[int | str, Value]) -> Iterator[tuple[str, Language]]:
    known = dict(_wpml_locales(reader))
    active = settings.get("active_languages")
    codes = [str(code) for code in (active.values() if isinstance(active, dict) else ())]
    if not codes:
        rows = reader.schema.table("icl_translations").c.language_code
        codes = [as_text(row[0]) for row in reader.rows(select(rows).group_by(rows))]
    hidden = settings.get("hidden_languages")
    closed = {str(code) for code in hidden.values()} if isinstance(hidden, dict) else set()
    for code in codes:
        if code:
            yield code, Language(code=code, locale=known.get(code) or code.replace("-", "_"), closed=code in closed)


def _wpml_locales(reader: Reader) -> Iterator[tuple[str, str]]:
    """WordPress's locale of each language: the plugin's own list, then what the owner set."""
    for table, column in (("icl_languages", "default_locale"), ("icl_locale_map", "locale")):
        if reader.has(table):
            rows = reader.schema.table(table).c
            for row in reader.rows(select(rows.code, rows[column])):
                if as_text(row[1]):
                    yield as_text(row[0]), as_text(row[1])
