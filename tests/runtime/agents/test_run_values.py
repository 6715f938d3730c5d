"""Neutral values of a run; numbers are those of the statements in docs/runtime.md."""

import dataclasses

import pytest

from rootzpub.runtime.agents.messages import Message
from rootzpub.runtime.agents.principal import Principal
from rootzpub.runtime.agents.run_values import RunRequest, RunResult, request_from_adapter

PRODUCT = {"job_id": 3, "flow_step_id": "f1", "pipeline_id": 9, "handler_slug": "wp", "transcript_id": "t"}
REQUEST = RunRequest("copilot", "s1", "r1", Principal("7"), (Message("text", "user", "hi"),), context=PRODUCT)


@pytest.mark.parametrize("value", [REQUEST, RunResult("r1", "completed", ())], ids=["request", "result"])
def test_002_09_request_and_result_are_frozen(value):
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.run_id = "other"


def test_002_10_the_payload_holds_no_field_of_a_product_and_the_flat_form_holds_all():
    assert not set(PRODUCT) & set(REQUEST.payload())
    assert REQUEST.adapter_context() == PRODUCT
    assert REQUEST.adapter_payload() == REQUEST.payload() | PRODUCT


def test_002_10_the_flat_form_gives_the_same_request():
    assert request_from_adapter(REQUEST.adapter_payload(), REQUEST.principal) == REQUEST


def test_002_10_an_adapter_may_not_hide_a_neutral_field():
    with pytest.raises(ValueError, match="may not hold run_id"):
        dataclasses.replace(REQUEST, context={"run_id": "other"})


def test_002_10_a_flat_form_without_ids_is_refused_by_name():
    with pytest.raises(ValueError, match="a run needs session_id, run_id as text"):
        request_from_adapter({"agent": "copilot", "session_id": 3}, Principal("7"))
