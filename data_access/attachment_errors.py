"""Why an attachment is refused: each reason is one class with a sentence a person can act on."""

_SAFE = "没有存入。"
ACCEPTED = "PDF、Word、Excel、PowerPoint、WPS 文字和表格、JPEG、PNG、WebP 照片、纯文本和 CSV"


class AttachmentRefused(Exception):
    """The file is refused and nothing was stored; the message is a sentence for the screen."""

    sentence = f"这个文件不能上传，{_SAFE}"

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class EmptyAttachment(AttachmentRefused):
    """Nothing in it."""

    sentence = f"这个文件是空的，{_SAFE}请确认选对了文件。"


class AttachmentTooLarge(AttachmentRefused):
    """Over the limit of bytes."""

    def __init__(self, size: int, limit: int) -> None:
        over = f"这个文件有 {size / 1048576:.1f} MB，超过 {limit // 1048576} MB 的上限"
        super().__init__(f"{over}，{_SAFE}请压缩其中的图片，或分成几个文件。")


class UnknownContent(AttachmentRefused):
    """None of the kinds that are kept, whatever its name says."""

    sentence = f"不接收这种文件（看的是内容，不是扩展名），{_SAFE}可以上传：{ACCEPTED}。"


class PhoneOnlyPhoto(AttachmentRefused):
    """HEIC, as iPhones keep photos; browsers do not show it."""

    sentence = (
        f"这是苹果手机的 HEIC 照片，多数电脑打不开，{_SAFE}请在手机“设置—相机—格式”中选“兼容性最佳”，或另存为 JPEG。"
    )


class OldPresentation(AttachmentRefused):
    """.ppt and .dps: whether they carry macros cannot be told."""

    sentence = f"不接收旧版演示文稿（.ppt、.dps），{_SAFE}请另存为 .pptx 或 PDF。"


class DamagedAttachment(AttachmentRefused):
    """It begins like one of our kinds and is not a whole one."""

    sentence = f"这个文件打不开，可能不完整，{_SAFE}请在电脑上打开确认，另存后再上传。"


class ProtectedAttachment(AttachmentRefused):
    """Needs a password to open."""

    sentence = f"这个文件设有打开密码，别人看不到内容，{_SAFE}请取消密码，保存后再上传。"


class AttachmentWithMacros(AttachmentRefused):
    """Carries programs."""

    sentence = f"这个文件带有宏程序，为安全起见不接收，{_SAFE}请另存为不带宏的格式（如 .docx、.xlsx）或 PDF。"


class UnpacksTooLarge(AttachmentRefused):
    """Would unpack to far more than a document."""

    sentence = f"这个文件解开后大得不正常，可能已损坏或有害，{_SAFE}请重新生成后再上传。"


class TooManyPixels(AttachmentRefused):
    """A picture larger than any phone takes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"这张照片超过 {limit // 10_000:,} 万像素，{_SAFE}请缩小尺寸，或另存为 PDF。")


class AlreadyAttached(AttachmentRefused):
    """The same content is there."""

    def __init__(self, file_name: str) -> None:
        super().__init__(f"同样内容的附件已经在这里了（{file_name}），没有重复存入。")


class NoSuchAttachment(AttachmentRefused):
    """Not there, or not for this person; which of the two is not said."""

    sentence = "没有这个附件，或不对您的身份开放，没有改动任何内容。"


class AttachmentNotYours(AttachmentRefused):
    """Somebody else's to take away or to put back."""

    sentence = "只有上传的人和项目经理可以移除附件；被别人移除的，由移除的人或项目经理恢复。没有改动任何内容。"


class ReasonMissing(AttachmentRefused):
    """Taking something away needs a reason."""

    sentence = "请写明移除的原因，没有改动任何内容。"
