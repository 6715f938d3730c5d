"""Plugins that decide who may read a site and whose rules are not read: where one is active, no entry is plain.

Invariants: folders as on wordpress.org or in the makers' own packages; a plugin that is read has a row elsewhere and is
not here.
"""

from collections.abc import Collection, Mapping

UNREAD_PLUGINS: Mapping[str, str] = {
    # memberships
    "simple-membership": "Simple Membership",
    "wishlist-member": "WishList Member",
    "wishlist-member-x": "WishList Member",
    "membermouse": "MemberMouse",
    "memberdash": "MemberDash",
    "membership": "Membership 2",
    "membership2": "Membership 2",
    "magic-members": "Magic Members",
    "optimizemember": "OptimizeMember",
    "digital-access-pass": "Digital Access Pass",
    "suremembers": "SureMembers",
    "suremembers-core": "SureMembers",
    "surecart": "SureCart",
    "fluent-community": "FluentCommunity",
    "membership-for-woocommerce": "Membership for WooCommerce",
    "woocommerce-members-only": "WooCommerce Members Only",
    "wp-user-avatar": "ProfilePress",
    "profilepress-pro": "ProfilePress",
    "patron-plugin-pro": "Patron Plugin",
    "newspack-plugin": "Newspack",
    "accessally": "AccessAlly",
    "memberium": "Memberium",
    "memberium2": "Memberium",
    "imember360": "iMember360",
    # paywalls and metering
    "laterpay": "LaterPay",
    "pigeon": "Pigeon Paywall",
    "pigeon-paywall": "Pigeon Paywall",
    "zlick-payments": "Zlick",
    "piano": "Piano",
    "tinypass": "Piano",
    "poool-paywall": "Poool",
    "unlock-protocol": "Unlock Protocol",
    "mycred": "myCred",
    "paywall": "Paywall",
    "pay-per-post": "Pay per Post",
    "bitcoin-lightning-publisher": "Bitcoin Lightning Publisher",
    "subscribe2unlock": "Subscribe to Unlock",
    "social-locker": "Social Locker",
    "opt-in-panda": "Opt-in Panda",
    "bizpanda": "Content lockers (BizPanda)",
    "steady-wp": "Steady",
    # rules about who may read
    "content-control": "Content Control",
    "content-control-pro": "Content Control",
    "restrict-user-access": "Restrict User Access",
    "user-access-manager": "User Access Manager",
    "advanced-access-manager": "Advanced Access Manager",
    "press-permit-core": "PublishPress Permissions",
    "presspermit-pro": "PublishPress Permissions",
    "publishpress-permissions": "PublishPress Permissions",
    "role-scoper": "Role Scoper",
    "private-content": "PrivateContent",
    "private-suite": "Private Suite",
    "restrict-for-elementor": "Restrict for Elementor",
    "restricted-content": "Restricted Content",
    "restrict": "Restrict",
    "restricted-posts": "Restricted Posts",
    "restrict-categories": "Restrict Categories",
    "page-security-by-contexture": "Page Security",
    "pages-by-user-role": "Pages by User Role",
    "page-access-restriction": "Page Access Restriction",
    "page-restrict": "Page Restrict",
    "pagerestrict": "Page Restrict",
    "page-restriction-for-wp": "Page and Post Restriction",
    "page-and-post-restriction": "Page and Post Restriction",
    "prevent-direct-access": "Prevent Direct Access",
    "prevent-direct-access-gold": "Prevent Direct Access",
    "pda-gold": "Prevent Direct Access",
    "wp-hide-post": "WP Hide Post",
    "eyes-only-user-access-shortcode": "Eyes Only",
    "visibility-logic-elementor": "Visibility Logic for Elementor",
    "wp-access-areas": "WP Access Areas",
    "access-areas": "WP Access Areas",
    "access-category-password": "Access Category Password",
    "category-access": "Category Access",
    "groups-restrict-categories": "Groups Restrict Categories",
    "woocommerce-protected-categories": "WooCommerce Protected Categories",
    "password-protected-categories": "Password Protected Categories",
    "woocommerce-private-store": "WooCommerce Private Store",
    "woocommerce-catalog-visibility-options": "Catalog Visibility Options",
    "woocommerce-wholesale-prices-premium": "Wholesale Suite",
    "b2bking": "B2BKing",
    "b2bking-wholesale-for-woocommerce": "B2BKing",
    "b2b-for-woocommerce": "B2B for WooCommerce",
    "addify-b2b": "B2B for WooCommerce",
    "private-shop-for-woocommerce": "Private Shop",
    "wholesale-private-store": "Private Store",
    # passwords
    "password-protect-page": "PPWP Password Protect",
    "password-protect-page-pro": "PPWP Password Protect",
    "protected-posts-logout-button": "Protected Posts",
    "smart-passworded-pages": "Smart Passworded Pages",
    "multiple-post-passwords": "Multiple Post Passwords",
    "hide-my-site": "Hide My Site",
    "hide-my-site-premium": "Hide My Site",
    "simply-private": "Simply Private",
    "wp-private": "WP-Private",
    # logins and intranets
    "all-in-one-intranet": "All-In-One Intranet",
    "login-required": "Login Required",
    "loggedin-only": "Logged In Only",
    "logged-in-only": "Logged In Only",
    "members-only": "Members Only",
    "members-only-menu-plugin": "Members Only",
    "absolute-privacy": "Absolute Privacy",
    "more-privacy-options": "More Privacy Options",
    "multisite-privacy": "Multisite Privacy",
    "authenticator": "Authenticator",
    "authorizer": "Authorizer",
    "miniorange-saml-20-single-sign-on": "miniOrange SAML SSO",
    "miniorange-login-with-eve-online-google-facebook": "miniOrange OAuth SSO",
    "wp-saml-auth": "WP SAML Auth",
    "onelogin-saml-sso": "OneLogin SAML SSO",
    "wpo365-login": "WPO365 login",
    "aad-sso-wordpress": "Azure AD single sign-on",
    "shibboleth": "Shibboleth",
    "google-apps-login-premium": "Google Apps Login",
    "wp-cassify": "WP Cassify",
    "daggerhart-openid-connect-generic": "OpenID Connect Generic",
    "ldap-login-for-intranet-sites": "LDAP Login for intranets",
    # communities, whose activity and groups have rules of their own
    "bbp-private-groups": "Private Groups for bbPress",
    "buddyboss-platform": "BuddyBoss",
    "private-community-for-bp": "Private Community",
    "bp-force-login": "Force login for BuddyPress",
    "peepso-core": "PeepSo",
    "youzify": "Youzify",
    # courses
    "coursepress": "CoursePress",
    "goodlms": "Good LMS",
    "good-lms": "Good LMS",
    "wplms_plugin": "WPLMS",
    "vibe-course-module": "WPLMS",
    "edwiser-bridge": "Edwiser Bridge",
    "thrive-apprentice": "Thrive Apprentice",
    "ultimate-learning-pro": "Ultimate Learning Pro",
    "creator-lms": "Creator LMS",
    "fox-lms": "Fox LMS",
    # closed sites whose switch is not read
    "site-offline": "Site Offline",
    "easy-maintenance-mode-coming-soon": "Easy Maintenance Mode",
    "wp-construction-mode": "WP Construction Mode",
    "ultimate-coming-soon-page": "Ultimate Coming Soon Page",
    "responsive-coming-soon": "Responsive Coming Soon",
    "coming-soon-page": "Responsive Coming Soon",
    "colorlib-coming-soon-maintenance": "Colorlib Coming Soon",
    "nifty-coming-soon-and-under-construction-page": "Nifty Coming Soon",
    "hostinger-coming-soon": "Hostinger coming soon",
    "ez-under-construction": "Under Construction",
    "slim-maintenance-mode": "Slim Maintenance Mode",
    "simple-maintenance": "Simple Maintenance",
    "maintenance-switch": "Maintenance Switch",
    "jf3-maintenance-mode": "Maintenance Redirect",
    "ultimate-maintenance-mode": "Ultimate Maintenance Mode",
}
"""Name for people by folder."""

RULES_AS_POSTS: Mapping[str, tuple[str, str]] = {
    "cc_restriction": ("content-control", "Content Control"),
    "wsm_access_group": ("suremembers", "SureMembers"),
    "restriction": ("restrict-user-access", "Restrict User Access"),
    "urcr_access_rule": ("user-registration", "User Registration & Membership"),
    # Its rules stand in an option, which an export does not hold.
    "wc_membership_plan": ("woocommerce-memberships", "WooCommerce Memberships"),
}
"""By the type of a plugin's own posts its folder and name: where nobody knows the active plugins they show that it is
there, and what they say is not read."""

_ACCESS_WORDS = frozenset(
    {
        *("membership", "memberships", "membersonly", "restrict", "restricted", "restriction", "restrictions"),
        *("paywall", "paywalls", "gated", "intranet"),
    }
)
"""A part of a folder's name that says what its plugin is about: it closes, until somebody looked."""

_TOGETHER: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"member", "members", "subscriber", "subscribers", "users"}), frozenset({"only", "area", "zone"})),
    (frozenset({"private"}), frozenset({"site", "blog", "content", "page", "pages", "post", "posts", "area", "store"})),
    (
        frozenset({"access"}),
        frozenset({"role", "roles", "user", "page", "pages", "post", "posts", "content", "manager"}),
    ),
    (frozenset({"protect", "protected"}), frozenset({"content", "page", "pages", "post", "posts", "site", "category"})),
    (frozenset({"login", "logged"}), frozenset({"force", "forced", "required", "require", "only"})),
    (frozenset({"lock", "locker"}), frozenset({"content", "page", "pages", "post", "posts", "site"})),
    (frozenset({"coming"}), frozenset({"soon"})),
    (frozenset({"construction"}), frozenset({"under"})),
    (frozenset({"maintenance"}), frozenset({"mode", "page"})),
)
"""Words that say it together; one alone may be about anything."""
_ABOUT_COPIES = frozenset({"copy", "click", "image", "images", "spam", "comments", "hotlink"})
"""What is protected from being copied, not from being read."""


def _speaks_of_access(folder: str) -> bool:
    words = frozenset(folder.replace("_", "-").split("-"))
    if not _ACCESS_WORDS.isdisjoint(words):
        return True
    pairs = any(words & first and words & second for first, second in _TOGETHER)
    return pairs and _ABOUT_COPIES.isdisjoint(words)


def unread_plugin(folder: str, read: Collection[str]) -> str:
    """The name of an access plugin whose rules are not read, else empty; `read` are the folders of those that are.

    An add-on of a plugin that is read bears its name in front, and is none of its own.
    """
    known = UNREAD_PLUGINS.get(folder)
    if known is not None:
        return known
    if any(folder == name or folder.startswith(f"{name}-") for name in read):
        return ""
    return folder if _speaks_of_access(folder) else ""
