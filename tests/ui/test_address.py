"""Lists of a filter behind one button: its number says what narrows now, and no code that nobody knows counts."""

from streamlit.testing.v1 import AppTest


def page(**parameters: str) -> AppTest:
    def script():
        import streamlit as st

        from ui import address

        options = {"place": {"north": "北城", "south": "南城"}, "kind": {"road": "道路"}}
        chosen = address.lists({"place": "镇办区", "kind": "分类"}, options, key="trial")
        st.text(" ".join(f"{name}={','.join(codes)}" for name, codes in chosen.items()))

    running = AppTest.from_function(script)
    running.query_params.update(parameters)
    return running.run()


def button(running: AppTest) -> str:
    [found] = running.get("popover")
    return found.proto.popover.label


def test_the_lists_of_the_address_are_chosen_and_counted():
    running = page(place="north,south", kind="road")
    assert running.text[0].value == "place=north,south kind=road"
    assert button(running) == "筛选（2）"


def test_a_code_nobody_knows_narrows_nothing_and_is_not_counted():
    running = page(place="nowhere")
    assert running.text[0].value == "place= kind="
    assert button(running) == "筛选"


def test_the_number_follows_the_choice_at_once_and_clearing_takes_all_back():
    running = page()
    running.multiselect(key="trial.kind").set_value(["road"]).run()
    assert (button(running), running.query_params.get("kind")) == ("筛选（1）", "road")
    running.button(key="trial.clear").click().run()
    assert (button(running), running.text[0].value) == ("筛选", "place= kind=")
    assert "kind" not in running.query_params
