from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from enacted.report.bundle import as_json, policy, vega

ODD = st.text(alphabet="ab</script!->&'\"\\\u2028\u2029\x00\u202e\U0001d4b3\n", max_size=60)


@given(st.dictionaries(ODD, st.lists(ODD | st.integers() | st.none(), max_size=4), max_size=4))
def test_data_survive_and_hold_no_markup(values: dict[str, object]):
    text = as_json(values)
    assert json.loads(text) == values
    assert not set(text) & set("<>&\u2028\u2029")


def test_half_a_pair_of_surrogates_can_be_written():
    assert json.loads(as_json(["a\ud800b"])) == ["a?b"]
    as_json(["a\ud800b"]).encode("utf-8")


def test_the_bundle_does_not_end_its_element():
    script = vega()
    assert "</script" not in script.lower()
    assert "<!--" not in script
    assert "vegaEmbed" in script
    assert len(script) < 1_100_000


def test_a_policy_names_each_script_and_without_any_allows_none():
    assert policy("a", "b").count("'sha256-") == 2
    assert "script-src 'none'" in policy()
    assert policy("a") != policy("b")
