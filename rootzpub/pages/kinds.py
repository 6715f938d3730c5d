"""What a node of JSON-LD is for us, by its schema.org types and by what it says. Tables and one function."""

from typing import Final

from rootzpub.pages.json_ld import Node, types_of

_ARTICLES: Final = frozenset({"BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Report"})
_EVENTS: Final = frozenset({"Festival", "Hackathon", "CourseInstance", "EventSeries"})
_ORGANIZATIONS: Final = frozenset(
    {"Corporation", "NGO", "Airline", "Consortium", "Cooperative", "MusicGroup", "OnlineBusiness", "SportsTeam"}
    | {"CollegeOrUniversity", "School", "ElementarySchool", "HighSchool", "MiddleSchool", "Preschool", "PoliticalParty"}
)
_PRODUCTS: Final = frozenset(
    {"Product", "ProductGroup", "ProductModel", "IndividualProduct", "SomeProducts", "Vehicle"}
)
_LOCAL: Final = frozenset(
    {
        "LocalBusiness",
        "AnimalShelter",
        "AutoRepair",
        "AutoRental",
        "AutoDealer",
        "AutoWash",
        "Bakery",
        "BarOrPub",
        "Brewery",
    }
    | {
        "BedAndBreakfast",
        "Campground",
        "ChildCare",
        "Dentist",
        "DryCleaningOrLaundry",
        "Electrician",
        "EmploymentAgency",
    }
    | {"FastFoodRestaurant", "Florist", "GasStation", "GeneralContractor", "HVACBusiness", "HairSalon", "BeautySalon"}
    | {
        "HealthClub",
        "Hospital",
        "Hostel",
        "Hotel",
        "HousePainter",
        "InternetCafe",
        "LegalService",
        "Library",
        "Locksmith",
    }
    | {"MedicalClinic", "Motel", "MovingCompany", "MovieTheater", "NailSalon", "NightClub", "Notary", "Attorney"}
    | {"Optician", "Pharmacy", "Physician", "Plumber", "RadioStation", "RealEstateAgent", "RecyclingCenter", "Resort"}
    | {"RoofingContractor", "SelfStorage", "ShoppingCenter", "TattooParlor", "TravelAgency", "VeterinaryCare", "Winery"}
    | {"CafeOrCoffeeShop", "Museum", "DaySpa", "ExerciseGym", "SkiResort", "GolfCourse", "BowlingAlley", "Place"}
)
_LOCAL_ENDS: Final = ("Business", "Store", "Shop", "Restaurant", "Service", "Office", "Salon", "Clinic", "Dealer")
_ENDS: Final = ("Organization", *_LOCAL_ENDS)
_OPEN: Final = ("openingHours", "openingHoursSpecification")


def kind_of(node: Node) -> str:
    """The name of the facts that a node belongs to; empty where it is none of them."""
    types = types_of(node)
    return _by_types(types) or _thing(node, types)


def _by_types(types: frozenset[str]) -> str:
    """What types alone say."""
    if "FAQPage" in types:
        return "faq"
    if "BreadcrumbList" in types:
        return "breadcrumb"
    if types & _EVENTS or any(name.endswith("Event") for name in types):
        return "events"
    if types & _ARTICLES or any(name.endswith("Article") for name in types):
        return "article"
    return ""


def _thing(node: Node, types: frozenset[str]) -> str:
    """A business, an organisation, a product; types that are in no table by what the node says."""
    if types & _PRODUCTS:
        return "products"
    if "Person" in types and not any(name in _ORGANIZATIONS | _LOCAL or name.endswith(_ENDS) for name in types):
        return ""
    placed = bool(node.get("address") or node.get("geo")) or any(node.get(name) for name in _OPEN)
    if placed and (types & _LOCAL or any(name.endswith(_LOCAL_ENDS) for name in types) or node.get("telephone")):
        return "locations"
    if types & (_ORGANIZATIONS | _LOCAL) - {"Place"} or any(name.endswith("Organization") for name in types):
        return "organization"
    return "products" if node.get("offers") else ""
