"""Why a file is refused: each reason is one class with a sentence a clerk can act on."""

_SAFE = "没有存入任何内容。"


class ImportRefused(Exception):
    """The whole file is refused and nothing was stored; the message is a sentence for the screen."""

    sentence = f"这个文件不能导入，{_SAFE}"

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class UnknownExtension(ImportRefused):
    """Not .xlsx, .xls or .csv."""

    def __init__(self, extension: str) -> None:
        kind = f"“{extension}”文件" if extension else "没有扩展名的文件"
        super().__init__(f"不能导入{kind}，{_SAFE}请另存为 .xlsx、.xls 或 .csv 后再导入。")


class NotAWorkbook(ImportRefused):
    """The bytes are not what the name says."""

    sentence = f"这个文件打不开，内容不是完整的表格，{_SAFE}请用 Excel 或 WPS 打开确认，另存为 .xlsx 后再导入。"


class Encrypted(ImportRefused):
    """Protected with a password to open."""

    sentence = f"这个文件设有打开密码，读不出内容，{_SAFE}请用 Excel 或 WPS 取消密码，保存后再导入。"


class EmptyFile(ImportRefused):
    """Nothing in it."""

    sentence = f"这个文件是空的，{_SAFE}请确认选对了文件后再导入。"


class OnlyHeader(ImportRefused):
    """A header and no rows."""

    sentence = f"这个文件只有表头，没有留言，{_SAFE}请确认导出时选对了时间范围后再导入。"


class NoHeader(ImportRefused):
    """The first filled row is data, or there is only one column."""

    sentence = f"没有找到表头，{_SAFE}请在第一行写上列名（例如“留言时间”“留言详情”）后再导入。"


class HasMacros(ImportRefused):
    """Carries programs."""

    sentence = f"这个文件带有宏程序，为安全起见不接收，{_SAFE}请另存为不带宏的 .xlsx 后再导入。"


class ZipBomb(ImportRefused):
    """Would unpack to far more than a table of messages."""

    sentence = f"这个文件解开后大得不正常，可能已损坏或有害，{_SAFE}请从原平台重新导出后再导入。"


class BrokenEncoding(ImportRefused):
    """Neither UTF-8 nor GB18030."""

    sentence = f"这个文件的文字编码认不出来，会变成乱码，{_SAFE}请另存为“CSV UTF-8”或 .xlsx 后再导入。"


class TooLarge(ImportRefused):
    """Over the limit of bytes, rows or columns."""

    @classmethod
    def bytes(cls, size: int, limit: int) -> "TooLarge":
        """The file has too many bytes."""
        over = f"这个文件有 {size / 1048576:.0f} MB，超过 {limit // 1048576} MB 的上限"
        return cls(f"{over}，{_SAFE}请按时间分成几个文件后再导入。")

    @classmethod
    def rows(cls, limit: int) -> "TooLarge":
        """The table has too many rows."""
        return cls(f"这个文件超过 {limit:,} 行的上限，{_SAFE}请按时间分成几个文件后再导入。")

    @classmethod
    def columns(cls, limit: int) -> "TooLarge":
        """The table has too many columns."""
        return cls(f"这个文件超过 {limit} 列的上限，{_SAFE}请只保留留言的列，另存后再导入。")


class MissingColumns(ImportRefused):
    """A column without which no row can be stored is not mapped, or mapped to what is not in the file."""


class UnknownChannel(ImportRefused):
    """The channel is not in the dictionary."""

    def __init__(self, code: str, allowed: str) -> None:
        super().__init__(f"没有“{code}”这个渠道，{_SAFE}可用的渠道：{allowed}。")
