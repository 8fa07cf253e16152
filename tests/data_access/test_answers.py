"""实质性答复: at least 20 characters beyond greetings, thanks, 已收悉 and dates."""

import pytest

from data_access.answers import is_substantive


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "\n\t",
        "已收悉",
        "网友：您好！您的留言已收悉。感谢您对我们工作的支持、理解与监督！2019年5月10日",
        "您好，您反映的关于某小区物业管理长期混乱的问题已收悉，现将有关情况回复如下：2019-05-10 14:56:53",
        "一二三四五六七八九十一二三四五六七八九",
    ],
)
def test_courtesy_and_dates_are_not_an_answer(text):
    assert not is_substantive(text, 20)


@pytest.mark.parametrize(
    "text",
    [
        "一二三四五六七八九十一二三四五六七八九十",
        "您好！留言已收悉。经查，该路段路灯因线路老化不亮，已于三日内全部更换并恢复照明。感谢您的支持！",
    ],
)
def test_twenty_characters_of_content_are_an_answer(text):
    assert is_substantive(text, 20)
