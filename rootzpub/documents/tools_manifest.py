"""`/.well-known/ai/tools`: what an agent can call and how, kind `ai-tools` [wire §3] [wire §3c]."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from rootzpub.documents.identity import name
from rootzpub.documents.listing import Capability, Listing, Section
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.site import Site
from rootzpub.wire import Category, Document, Parameter, Sample, ToolSpec, names, places

_DESCRIPTIONS: Final = MappingProxyType(
    {
        Category.DISCOVERY: "Who publishes, on which terms, and what.",
        Category.ACTIONS: "Search, read and check what the site publishes.",
        Category.META: "Ask about the site as a publisher.",
    }
)


def build(site: Site, settings: Settings, request: Request) -> Document:
    """Every tool in its category, with its parameters and the JSON Schema of its input."""
    body: Members = {
        "specVersion": names.SPEC_VERSION,
        "standard": names.KIND_TOOLS,
        "site": {"name": name(site, settings), "url": settings.base_url},
        "protocols": list(settings.protocols),
        "toolCount": len(settings.tools),
        "categories": {
            category.value: {
                "description": description,
                "tools": [tool_body(spec, settings) for spec in settings.tools if spec.category == category],
            }
            for category, description in _DESCRIPTIONS.items()
        },
    }
    return with_standard_stamps(names.KIND_TOOLS, body, request=request, site=site)


def tool_body(spec: ToolSpec, settings: Settings) -> Members:
    """One tool as the manifest shows it; a tool without parameters has no member `parameters`."""
    # Only where it is not JSON, as in the plugin's manifest.
    form = {"contentType": spec.content_type} if spec.content_type else {}
    return form | {
        "name": spec.name,
        "description": spec.description,
        "method": spec.method,
        # Absolute: outside a browser a path alone cannot be fetched.
        "endpoint": settings.absolute(names.REST_PREFIX + spec.route),
        "auth": spec.auth,
        "effect": spec.effect.value,
        # Twice the same: `parameters` as the plugin's agents read it, `inputSchema` for programs that know JSON Schema.
        "parameters": {parameter.name: _parameter(parameter) for parameter in spec.parameters},
        "inputSchema": input_schema(spec.parameters),
    }


def input_schema(parameters: Iterable[Parameter]) -> Members:
    """JSON Schema of a tool's input. Without parameters `properties` is left out: no object is empty [wire §1.1]."""
    known = tuple(parameters)
    schema: Members = {
        "type": "object",
        "properties": {parameter.name: _schema(parameter) for parameter in known},
        "additionalProperties": False,
    }
    if required := [parameter.name for parameter in known if parameter.required]:
        schema["required"] = required
    return schema


def _parameter(parameter: Parameter) -> Members:
    body: Members = {
        "type": parameter.type,
        "required": parameter.required,
        "description": parameter.description,
    }
    if parameter.default is not None:
        body["default"] = parameter.default
    if (example := _literal(parameter)) is not None:
        body["example"] = example
    return body


def _literal(parameter: Parameter) -> str | int | bool | None:
    """The example, where it is a value: where one comes from is what the standard's places say, not the manifest."""
    return None if isinstance(parameter.example, Sample) else parameter.example


def _schema(parameter: Parameter) -> Members:
    schema: Members = {"type": parameter.type, "description": parameter.description}
    bounds = {
        "default": parameter.default,
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "maxLength": parameter.max_length,
    }
    # An empty text is refused as a missing one; a schema that let it through would promise an answer.
    if parameter.required and parameter.type == "string":
        bounds["minLength"] = 1
    if (example := _literal(parameter)) is not None:
        schema["examples"] = [example]
    return schema | {word: value for word, value in bounds.items() if value is not None}


def _capability(site: Site, settings: Settings) -> Members:
    """How many there are, and how they can be called."""
    del site
    return {"protocols": list(settings.protocols), "toolCount": len(settings.tools)}


TOOLS_MANIFEST = DocumentRow(
    place=places.TOOLS,
    listing=Listing(
        title="Tools",
        note="search, read and check, with parameters",
        section=Section.AGENTS,
        front="search, page and verification tools",
        capability=Capability(name="tools", members=_capability, about_tools=True),
        scored=True,
    ),
    build=build,
)
