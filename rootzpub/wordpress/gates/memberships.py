"""Membership, newsletter and shop plugins that decide about single entries, types, terms: one row a plugin.

Invariants: a value that a row does not understand closes; what opens is named.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from rootzpub.wordpress.gates.gate import ANY, Gate, Mark, Rule, RulePost, Stored, is_on, is_set, is_truthy
from rootzpub.wordpress.php_serialize import Value, php_array

_WP_MEMBERS_OPEN = (Mark(key="_wpmem_block", test=lambda value: value.strip() == "0"),)
_NUMBER = re.compile(r"\d{1,18}")


def _um_restricts(value: str) -> bool:
    """Ultimate Member's serialised settings of an entry or a term: 2 = logged in, 1 = logged out, 0 = everybody."""
    settings = php_array(value)
    if not settings:
        return is_set(value)
    if "_um_custom_access_settings" in settings and not is_truthy(settings["_um_custom_access_settings"]):
        return False
    return str(settings.get("_um_accessible", "")) not in {"0", "1", ""}


def _pms_restricts_term(value: str) -> bool:
    """Paid Member Subscriptions keeps a term's settings as one array under the names of the entries' keys."""
    settings = php_array(value)
    return any(
        is_set(str(item)) if not isinstance(item, dict) else bool(item)
        for name, item in settings.items()
        if str(name).startswith("pms-content-restrict-") and not str(name).endswith("-type")
    )


def _rcp_level(value: str) -> bool:
    return is_set(value) and value.strip().lower() != "all"


def _rcp_roles(value: str) -> bool:
    """One role or a serialised list of them; `All` is nobody's restriction."""
    listed = php_array(value)
    roles = [str(role) for role in listed.values()] if listed else [value]
    return any(is_set(role) and role.strip().lower() != "all" for role in roles)


def _rcp_term(value: str) -> bool:
    settings = php_array(value)
    if not settings:
        return is_set(value)
    return any(bool(item) if isinstance(item, dict) else is_set(str(item)) for item in settings.values())


def _rcp_types(stored: Stored) -> Iterator[Rule]:
    closed = frozenset(str(name) for name, rule in stored.array("rcp_restricted_post_types").items() if rule)
    if closed:
        yield Rule(types=closed)


def _pmpro(stored: Stored) -> Iterator[Rule]:
    yield Rule(ids=frozenset(stored.ids.get("pmpro_memberships_pages", ())))
    yield Rule(terms=frozenset(("", str(term)) for term in stored.ids.get("pmpro_memberships_categories", ())))


def _wp_members(stored: Stored) -> Iterator[Rule]:
    """What is blocked by type; an entry's own mark opens it."""
    block = stored.array("wpmembers_settings").get("block")
    named = block.items() if isinstance(block, dict) else ()
    types = frozenset(str(name) for name, value in named if str(value) not in {"0", "", "None", "False"})
    if types:
        yield Rule(types=types, opened_by=_WP_MEMBERS_OPEN)


def _woocommerce_memberships(stored: Stored) -> Iterator[Rule]:
    """Rules of all plans in one option; those about discounts and buying close nothing."""
    public = (Mark(key="_wc_memberships_force_public", test=is_on),)
    for rule in stored.array("wc_memberships_rules").values():
        if not isinstance(rule, dict) or str(rule.get("rule_type")) == "purchasing_discount":
            continue
        if str(rule.get("active", "yes")) == "no" or str(rule.get("access_type") or "view") != "view":
            continue
        name, listed = str(rule.get("content_type_name", "")), rule.get("object_ids")
        ids = _numbers(listed if isinstance(listed, dict) else {})
        if str(rule.get("content_type")) == "taxonomy":
            # A rule for a whole taxonomy names no term: every term of it is meant.
            terms = frozenset((name, str(term)) for term in ids) or frozenset({(name, ANY)})
            yield Rule(terms=terms, below_terms=True, opened_by=public)
        elif ids:
            yield Rule(ids=ids, opened_by=public)
        else:
            yield Rule(types=frozenset({name}), opened_by=public)


def _memberpress(stored: Stored) -> Iterator[Rule]:
    for post in stored.posts.get("memberpressrule", ()):
        rule = _memberpress_rule(post)
        if rule is not None:
            yield rule


def _memberpress_rule(post: RulePost) -> Rule | None:
    """One rule; what shape it has stands in its type."""
    kind, content = post.meta.get("_mepr_rules_type", ""), post.meta.get("_mepr_rules_content", "").strip()
    found = next(((shape, make) for shape, make in _SHAPES.items() if kind.startswith(shape)), None)
    if found is None:
        return None
    shape, make = found
    ids = frozenset(int(number) for number in _NUMBER.findall(content))
    return make(kind.removeprefix(shape), content, ids)


def _all_of_type(name: str, _: str, but: frozenset[int]) -> Rule:
    # The plugin compares with the type's name with and without an `s`.
    return Rule(types=frozenset({name, name.removesuffix("s")}), but=but)


def _term_of_type(name: str, term: str, _: frozenset[int]) -> Rule:
    taxonomy, entry_type = name.split("||cpt_", 1) if "||cpt_" in name else (name, "")
    return Rule(terms=frozenset({(taxonomy, term)}), of_type=entry_type)


_Make = Callable[[str, str, frozenset[int]], Rule]
_SHAPES: Mapping[str, _Make] = {
    "all_tax_": lambda name, term, _: Rule(terms=frozenset({(name, term)})),
    "all_": _all_of_type,
    "all": lambda _, __, but: Rule(everything=True, but=but),
    "category": lambda _, term, __: Rule(terms=frozenset({("category", term)})),
    "tag": lambda _, term, __: Rule(terms=frozenset({("post_tag", term)})),
    "tax_": _term_of_type,
    "single_": lambda _, __, ids: Rule(ids=ids),
    "parent_": lambda name, _, ids: Rule(parents=ids, of_type=name),
}
"""How MemberPress names the kinds of its rules, and what of name, content and the ids in it each is about."""


def _memberpress_by_address(stored: Stored) -> str:
    """Rules by address are compared with what a browser asks for, which no table holds."""
    kinds = (post.meta.get("_mepr_rules_type", "") for post in stored.posts.get("memberpressrule", ()))
    others = sorted({kind or "none" for kind in kinds if not kind.startswith(tuple(_SHAPES))})
    return f"rules of the kind {', '.join(others)}" if others else ""


def _memberful(stored: Stored) -> Iterator[Rule]:
    """Which product or plan opens which entries, and entries for everybody who is registered."""
    ids = set[int]()
    for name in _MEMBERFUL_OPTIONS:
        ids |= set(_leaves(stored.array(name)))
    yield Rule(ids=frozenset(ids))


_MEMBERFUL_OPTIONS = (
    "memberful_acl",
    "memberful_posts_available_to_any_registered_user",
    "memberful_posts_available_to_anybody_subscribed_to_a_plan",
)


def _hidden_products(stored: Stored) -> Iterator[Rule]:
    both = frozenset({("product_visibility", "exclude-from-catalog"), ("product_visibility", "exclude-from-search")})
    yield Rule(reason="hidden-product", terms=both, all_terms=True)
    pages = frozenset(stored.number(name) for name in _SHOP_PAGES) - {0}
    # An export has no options: there a page shows by what it prints.
    yield Rule(reason="noindex", ids=pages, pages_with=_SHOP_CONTENT if stored.active is None and not pages else ())


_SHOP_CONTENT = (
    *("[woocommerce_cart]", "[woocommerce_checkout]", "[woocommerce_my_account]"),
    *("<!-- wp:woocommerce/cart ", "<!-- wp:woocommerce/checkout "),
)
_SHOP_PAGES = ("woocommerce_cart_page_id", "woocommerce_checkout_page_id", "woocommerce_myaccount_page_id")


def _documents(stored: Stored) -> Iterator[Rule]:
    del stored
    yield Rule(types=frozenset({"bp_doc"}), opened_by_term=("bp_docs_access", "bp_docs_access_anyone"))


def _numbers(values: Mapping[int | str, Value]) -> frozenset[int]:
    return frozenset(int(str(value)) for value in values.values() if _NUMBER.fullmatch(str(value)))


def _leaves(value: Mapping[int | str, Value]) -> Iterator[int]:
    """The numbers of an array within arrays."""
    for item in value.values():
        if isinstance(item, dict):
            yield from _leaves(item)
        elif _NUMBER.fullmatch(str(item)):
            yield int(str(item))


def _keys(*keys: str) -> tuple[Mark, ...]:
    return tuple(Mark(key=key) for key in keys)


def _members_marks() -> tuple[Mark, ...]:
    return tuple(replace(mark, below=True) for mark in _keys("_members_access_role", "_members_access_all_logged_in"))


def _pms_marks() -> Iterable[Mark]:
    plain = "pms-content-restrict"
    yield Mark(key=f"{plain}-user-status", test=lambda value: is_set(value) and value.strip() != "everyone")
    yield from _keys(f"{plain}-subscription-plan", f"{plain}-all-subscription-plans")


MEMBERSHIPS = (
    Gate(
        plugin="Members",
        folders=("members",),
        marks=_members_marks(),
        term_marks=_keys("_members_access_role"),
        options=("members_settings",),
        reads="roles on an entry, on what stands above it, or on a term",
    ),
    Gate(
        plugin="Paid Memberships Pro",
        folders=("paid-memberships-pro",),
        rules=_pmpro,
        reads="its tables of entries and of categories",
    ),
    Gate(
        plugin="Restrict Content Pro",
        folders=("restrict-content-pro", "restrict-content"),
        marks=(
            Mark(key="_is_paid", test=is_on),
            Mark(key="rcp_subscription_level", test=_rcp_level),
            Mark(key="rcp_access_level", test=_rcp_level),
            Mark(key="rcp_user_level", test=_rcp_roles),
            Mark(key="rcUserLevel", test=_rcp_roles),
        ),
        term_marks=(Mark(key="rcp_restricted_meta", test=_rcp_term),),
        options=("rcp_restricted_post_types",),
        rules=_rcp_types,
        reads="level, role or paid on an entry; whole types; terms",
    ),
    Gate(
        plugin="Ultimate Member",
        folders=("ultimate-member",),
        marks=(Mark(key="um_content_restriction", test=_um_restricts),),
        term_marks=(Mark(key="um_content_restriction", test=_um_restricts),),
        options=("um_options",),
        reads="restrictions of entries and terms to people who are logged in",
    ),
    Gate(
        plugin="Paid Member Subscriptions",
        folders=("paid-member-subscriptions", "paid-member-subscriptions-pro"),
        marks=tuple(_pms_marks()),
        term_marks=(Mark(key="pms-content-restrict", test=_pms_restricts_term), *_pms_marks()),
        reads="restrictions of entries and terms by status and plan",
    ),
    Gate(
        plugin="MemberPress",
        folders=("memberpress",),
        rule_type="memberpressrule",
        rules=_memberpress,
        incomplete=_memberpress_by_address,
        reads="rules for single entries, all of a type, category, tag, term, and below a page",
    ),
    Gate(
        plugin="WooCommerce Memberships",
        folders=("woocommerce-memberships",),
        options=("wc_memberships_rules",),
        rules=_woocommerce_memberships,
        reads="rules for entries, types, taxonomies and products; `_wc_memberships_force_public` opens",
    ),
    Gate(
        plugin="WP-Members",
        folders=("wp-members",),
        marks=(Mark(key="_wpmem_block", test=lambda value: value.strip() not in {"", "0"}),),
        options=("wpmembers_settings",),
        rules=_wp_members,
        reads="blocked entries and types",
    ),
    Gate(
        plugin="Memberful",
        folders=("memberful-wp",),
        marks=_keys(
            *("memberful_acl", "memberful_available_to_any_registered_user"),
            "memberful_available_to_anybody_subscribed_to_a_plan",
        ),
        options=_MEMBERFUL_OPTIONS,
        rules=_memberful,
        reads="entries for a plan, for any plan, for people who are registered",
    ),
    Gate(
        plugin="Groups",
        folders=("groups",),
        marks=_keys("groups-read", "groups-groups_read_post"),
        term_marks=_keys("groups-read"),
        reads="groups on an entry or a term",
    ),
    Gate(
        plugin="Jetpack",
        folders=("jetpack",),
        marks=(
            Mark(
                key="_jetpack_newsletter_access",
                test=lambda value: is_set(value) and value.strip() != "everybody",
                unless_content="<!-- wp:jetpack/paywall",
            ),
        ),
        reads="newsletters for subscribers; with a paywall block what stands above it is published",
    ),
    Gate(
        plugin="BuddyPress Docs",
        folders=("buddypress-docs",),
        rules=_documents,
        reads="documents, unless their term says that anyone may read them",
    ),
    Gate(
        plugin="WooCommerce",
        folders=("woocommerce",),
        options=_SHOP_PAGES,
        rules=_hidden_products,
        reads="hidden products; the cart, checkout and account pages (noindex)",
    ),
    Gate(
        plugin="Page Links To",
        folders=("page-links-to",),
        marks=(Mark(key="_links_to", reason="redirect"),),
        reads="entries that lead elsewhere and have no page",
    ),
    Gate(
        plugin="Quick Page/Post Redirect",
        folders=("quick-pagepost-redirect-plugin", "qppr-pro"),
        marks=(Mark(key="_pprredirect_active", test=is_on, reason="redirect"),),
        reads="entries that lead elsewhere and have no page",
    ),
)
"""In the order in which they are asked: the first that closes an entry is the one reported."""
