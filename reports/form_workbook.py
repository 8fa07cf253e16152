"""What workbooks that come back have in common when they go out: help pages, lists to choose from, print layout."""

from collections.abc import Mapping, Sequence

GREY = "#EDEDED"
A3, A4 = 8, 9
# A text beginning like this becomes a formula once somebody edits its cell, unless it is marked as text.
FORMULA_STARTS = ("=", "+", "-", "@", "'")
HELP_HEADER = ("怎么填", "说明")


def write_table(book, sheet, header: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """A page beside the form: a bold header and texts."""
    bold = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.freeze_panes(1, 0)
    lay_out(sheet, paper=A4)
    for place, name in enumerate(header):
        sheet.set_column(place, place, widths[place])
        sheet.write_string(0, place, name, bold)
        for line, cells in enumerate(lines, start=1):
            if cells[place]:
                sheet.write_string(line, place, cells[place], text)


def lay_out(sheet, *, paper: int) -> None:
    """Printed across, as wide as one page."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)


def write_choices(book, sheet, lists: Mapping[str, Sequence[str]], widths: Sequence[int]) -> None:
    """A page with a column for each list, by its header."""
    longest = max(map(len, lists.values()))
    lines = [[names[at] if at < len(names) else "" for names in lists.values()] for at in range(longest)]
    write_table(book, sheet, tuple(lists), lines, widths)


def offer(sheet, place: int, last: int, source: str | Sequence[str]) -> None:
    """A list to choose from in the cells of a column; other words are found when the file is read."""
    sheet.data_validation(1, place, last, place, {"validate": "list", "source": source, "show_error": False})


def offer_lists(sheet, labels: Sequence[str], lists: Mapping[str, Sequence[str]], last: int, choices: str) -> None:
    """The lists of the page called `choices`, each in the column of its label; several names in one cell are right."""
    for at, (label, names) in enumerate(lists.items()):
        if names:
            offer(sheet, labels.index(label), last, column_of(choices, at, len(names)))


def column_of(sheet_name: str, at: int, count: int) -> str:
    """The cells of a list on a page of choices."""
    letter = chr(ord("A") + at)
    return f"='{sheet_name}'!${letter}$2:${letter}${count + 1}"
