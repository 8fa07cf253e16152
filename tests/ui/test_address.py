"""Choices in the address: what a filter narrows is counted at once, and a code that nobody knows chooses nothing."""

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


def list_page(**parameters: str) -> AppTest:
    def script():
        from ui import address

        address.listed("季度", "quarter", {"2025Q4": "四", "2025Q3": "三"}, key="trial", default="2025Q4")

    running = AppTest.from_function(script)
    running.query_params.update(parameters)
    return running.run()


def test_what_a_list_begins_with_is_written_too_so_that_a_link_tells_what_it_shows():
    for asked, shown in (({}, "2025Q4"), ({"quarter": "2025Q3"}, "2025Q3"), ({"quarter": "1999Q1"}, "2025Q4")):
        running = list_page(**asked)
        assert (running.selectbox[0].value, running.query_params.get("quarter")) == (shown, shown)
    running.selectbox[0].set_value("2025Q3").run()
    assert running.query_params.get("quarter") == "2025Q3"
