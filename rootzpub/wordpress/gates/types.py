"""Types that known plugins register: which of them are public while their plugin is active, and which are lessons.

Invariants: a type is public by this table alone while its plugin is known to be active [visibility §3].
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rootzpub.wordpress.gates.activity import is_active
from rootzpub.wordpress.gates.gate import Gate, Mark, Rule, Stored, is_on
from rootzpub.wordpress.php_serialize import php_array

PUBLIC_TYPES: Mapping[str, tuple[str, ...]] = {
    "woocommerce": ("product",),
    "easy-digital-downloads": ("download",),
    "easy-digital-downloads-pro": ("download",),
    "the-events-calendar": ("tribe_events", "tribe_venue", "tribe_organizer"),
    "events-calendar-pro": ("tribe_event_series",),
    "event-tickets": ("tribe_event_series",),
    "events-manager": ("event", "location", "event-recurring"),
    "modern-events-calendar": ("mec-events",),
    "modern-events-calendar-lite": ("mec-events",),
    "eventon": ("ajde_events",),
    "sugar-calendar": ("sc_event",),
    "sugar-calendar-lite": ("sc_event",),
    "tickera-event-ticketing-system": ("tc_events",),
    "wp-event-manager": ("event_listing", "event_organizer", "event_venue"),
    "wp-job-manager": ("job_listing",),
    "bbpress": ("forum", "topic", "reply"),
    "jetpack": ("jetpack-portfolio", "jetpack-testimonial"),
    "portfolio-post-type": ("portfolio",),
    "nova-portfolio": ("portfolio",),
    "fusion-core": ("avada_portfolio", "avada_faq"),
    "seriously-simple-podcasting": ("podcast",),
    "powerpress": ("podcast",),
    "sermon-manager-for-wordpress": ("wpfc_sermon",),
    "church-theme-content": ("ctc_sermon", "ctc_event", "ctc_location", "ctc_person"),
    "betterdocs": ("docs",),
    "wedocs": ("docs",),
    "echo-knowledge-base": ("epkb_post_type_1",),
    "ht-knowledge-base": ("ht_kb",),
    "basepress": ("knowledgebase",),
    "give": ("give_forms",),
    "charitable": ("campaign",),
    "web-stories": ("web-story",),
    "wp-recipe-maker": ("wprm_recipe",),
    "motopress-hotel-booking": ("mphb_room_type",),
    "motopress-hotel-booking-lite": ("mphb_room_type",),
    "easy-property-listings": ("property", "rental", "land", "rural", "business", "commercial"),
    "estatik": ("properties",),
    "geodirectory": ("gd_place",),
    "directorist": ("at_biz_dir",),
    "memberpress": ("memberpressproduct", "memberpressgroup"),
    "memberpress-courses": ("mpcs-course", "mpcs-lesson"),
    "lifterlms": ("course", "llms_membership", "lesson"),
    "sensei-lms": ("course", "lesson"),
    "woothemes-sensei": ("course", "lesson"),
    "sfwd-lms": ("sfwd-courses", "sfwd-lessons", "sfwd-topic"),
    "tutor": ("courses", "lesson"),
    "learnpress": ("lp_course", "lp_lesson"),
    "masterstudy-lms-learning-management-system": ("stm-courses", "stm-lessons"),
    "learning-management-system": ("mto-course", "mto-lesson"),
    "academy": ("academy_courses", "academy_lessons"),
    "wp-courseware": ("wpcw_course", "course_unit"),
    "namaste-lms": ("namaste_course", "namaste_lesson"),
}
"""By a plugin's folder the types of its own whose entries have a page for visitors. Lessons are among them so that one
which is marked free can be shown; `LESSON_TYPES` closes the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Platform:
    """A learning platform: what only those read who take a course, and how it says that all may."""

    plugin: str
    folders: tuple[str, ...]
    types: tuple[str, ...]
    free: Mark | None = None
    marks: tuple[Mark, ...] = ()
    """Marks that close entries of any type."""


def _sample(value: str) -> bool:
    return is_on(str(php_array(value).get("sfwd-lessons_sample_lesson", "")))


def _preview(value: str) -> bool:
    return value.strip().lower() == "preview"


_PLATFORMS = (
    _Platform(
        plugin="LifterLMS",
        folders=("lifterlms",),
        types=("lesson", "llms_quiz", "llms_question", "llms_assignment", "llms_certificate"),
        free=Mark(key="_llms_free_lesson", test=is_on),
        marks=(Mark(key="_llms_is_restricted", test=is_on),),
    ),
    _Platform(
        plugin="Sensei LMS",
        folders=("sensei-lms", "woothemes-sensei", "sensei-pro"),
        types=("lesson", "quiz", "question"),
        free=Mark(key="_lesson_preview", test=_preview),
    ),
    _Platform(
        plugin="LearnDash",
        folders=("sfwd-lms",),
        types=(
            *("sfwd-lessons", "sfwd-topic", "sfwd-quiz", "sfwd-question", "sfwd-assignment", "sfwd-essays"),
            *("sfwd-certificates", "sfwd-transactions"),
        ),
        free=Mark(key="_sfwd-lessons", test=_sample),
    ),
    _Platform(
        plugin="Tutor LMS",
        folders=("tutor", "tutor-pro"),
        types=("lesson", "tutor_quiz", "tutor_assignments", "tutor_lesson", "tutor-lesson", "tutor_zoom_meeting"),
        free=Mark(key="_is_preview", test=is_on),
    ),
    _Platform(
        plugin="LearnPress",
        folders=("learnpress",),
        types=("lp_lesson", "lp_quiz", "lp_question"),
        free=Mark(key="_lp_preview", test=is_on),
    ),
    _Platform(
        plugin="MasterStudy LMS",
        folders=("masterstudy-lms-learning-management-system", "masterstudy-lms-learning-management-system-pro"),
        types=("stm-lessons", "stm-quizzes", "stm-questions", "stm-assignments"),
        free=Mark(key="preview", test=is_on),
    ),
    _Platform(
        plugin="Masteriyo",
        folders=("learning-management-system",),
        types=("mto-lesson", "mto-quiz", "mto-section", "mto-assignment"),
    ),
    _Platform(
        plugin="Academy LMS",
        folders=("academy", "academy-pro"),
        types=("academy_lessons", "academy_quiz", "academy_assignments"),
    ),
    _Platform(plugin="WP Courseware", folders=("wp-courseware",), types=("course_unit", "wpcw_course_note")),
    _Platform(plugin="Namaste! LMS", folders=("namaste-lms",), types=("namaste_lesson", "namaste_homework")),
    _Platform(
        plugin="MemberPress Courses",
        folders=("memberpress-courses",),
        types=("mpcs-lesson", "mpcs-quiz", "mpcs-assignment"),
    ),
)

LESSON_TYPES = frozenset(name for platform in _PLATFORMS for name in platform.types)
"""What only those read who take a course, by any of these plugins."""


def _gate(platform: _Platform) -> Gate:
    opened_by = (platform.free,) if platform.free else ()

    def rules(stored: Stored) -> tuple[Rule, ...]:
        types = frozenset(platform.types) - stored.named_types
        return (Rule(reason="type-not-public", types=types, opened_by=opened_by),) if types else ()

    unless = ", unless it is marked free or as a preview" if platform.free else ""
    marked = "; entries for a membership" if platform.marks else ""
    return Gate(
        plugin=platform.plugin,
        folders=platform.folders,
        marks=platform.marks,
        rules=rules,
        reads=f"`{'`, `'.join(platform.types)}`: closed{unless}, or you name the type{marked}",
    )


LESSONS = tuple(map(_gate, _PLATFORMS))


def public_types_of(active: frozenset[str] | None) -> frozenset[str]:
    """The types that active plugins register as public; where the active plugins are not known, none."""
    if active is None:
        return frozenset()
    return frozenset(name for folder, names in PUBLIC_TYPES.items() if is_active(active, (folder,)) for name in names)
