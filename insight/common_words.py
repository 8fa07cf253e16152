"""词表 (word list): words of every letter to an office, which tell nothing of its matter."""

_LINES = (
    "建议 希望 要求 请问 咨询 反映 投诉 关于 问题 情况 我们 你们",
    "他们 领导 政府 部门 相关 有关 解决 进行 没有 可以 不能 现在",
    "目前 居民 群众 市民 老百姓 百姓 村民 业主 尊敬 您好 谢谢 感谢",
    "枣阳 枣阳市 什么 怎么 如何 是否 因为 所以 这个 那个 一个 已经",
    "还是 就是 多次 一直 以及 加强 增加 改善 尽快 及时 附近 本人",
    "地方 时候 很多 非常 加大 力度 管理",
)
COMMON = frozenset(word for line in _LINES for word in line.split())
