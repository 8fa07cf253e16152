"""What differs between two versions of an idea, as the page of its history writes it."""

import pytest

from ui.ideas.idea_history_part import PIECES, differences


def test_what_went_is_struck_through_and_what_came_is_bold():
    assert differences("老人下楼难", "老人上楼难") == "老人:red[~~下~~] :green[**上**] 楼难"


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        ("约1.8万件", "约2.1万件", r"约:red[~~1\.8~~] :green[**2\.1**] 万件"),
        ("减少900吨", "减少1,050吨", "减少:red[~~900~~] :green[**1,050**] 吨"),
        ("由71%到87%", "由71%到85%", "由71%到:red[~~87%~~] :green[**85%**] "),
        ("开到17:30", "开到18:00", "开到:red[~~17:30~~] :green[**18:00**] "),
        ("接入WiFi", "接入APP", "接入:red[~~WiFi~~] :green[**APP**] "),
    ],
)
def test_numbers_and_words_change_as_a_whole(was, now, shown):
    assert differences(was, now).replace(r"\:", ":").replace(r"\%", "%").replace(r"\,", ",") == shown


def test_new_lines_stand_on_lines_of_their_own():
    assert differences("一\n二", "一\n二\n三\n四") == "一  \n二  \n:green[**三**]   \n:green[**四**] "
    assert differences("一\n二\n三", "一\n二") == "一  \n二:red[~~三~~] "
    assert differences("", "一") == ":green[**一**] "


@pytest.mark.parametrize("text", ["", "一、1.8 万\n\nA4 纸", "2025-11-30，３．５％"])
def test_the_pieces_of_a_text_are_the_text(text):
    assert "".join(PIECES.findall(text)) == text
