"""How the printed gallery looks: A4, cards never cut in half, Chinese fonts by name; nothing loaded from anywhere."""

FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", sans-serif'
STYLE = f"""
:root {{ --accent: #1F5F99; --ink: #1c2733; --quiet: #5b6875; --line: #d5dce3; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: #eef1f4; color: var(--ink); font: 10pt/1.5 {FONTS}; }}
main {{ max-width: 210mm; margin: 0 auto 2rem; padding: 16mm 18mm; background: #fff; }}
nav {{ display: flex; gap: 1rem; align-items: center; max-width: 210mm; margin: 0 auto; padding: 1rem 18mm; }}
nav button {{ font: inherit; padding: .4rem 1.4rem; border: 1px solid var(--accent); border-radius: 4px;
  background: var(--accent); color: #fff; cursor: pointer; }}
nav a {{ color: var(--accent); }}
button:focus-visible, a:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px; }}
header {{ border-bottom: 2px solid var(--accent); margin-bottom: 6mm; padding-bottom: 3mm; }}
h1 {{ font-size: 20pt; margin: 0 0 1mm; }}
header p {{ margin: 0; }}
.quiet, small {{ color: var(--quiet); }}
.demonstration {{ font-weight: 600; }}
article {{ border: 1px solid var(--line); border-radius: 4px; padding: 3.5mm 5mm; margin-bottom: 4mm;
  break-inside: avoid; overflow-wrap: anywhere; }}
h2 {{ font-size: 13pt; margin: 0 0 2mm; }}
h2 small {{ font-size: 9pt; font-weight: normal; margin-left: 2mm; }}
.state {{ font-size: 9pt; font-weight: 600; border: 1px solid var(--accent); border-radius: 3px; color: var(--accent);
  padding: 0 2mm; margin-right: 2mm; vertical-align: 1px; }}
.effective {{ background: var(--accent); color: #fff; }}
.body {{ display: flex; gap: 5mm; align-items: flex-start; }}
img {{ width: 52mm; height: 39mm; object-fit: cover; border-radius: 3px; }}
dl {{ display: grid; gap: .8mm 3mm; margin: 0; }}
dt {{ white-space: nowrap; }}
dd {{ margin: 0; }}
.story {{ flex: 1; min-width: 0; grid-template-columns: 5.2em 1fr; }}
.story dt {{ color: var(--accent); font-weight: 600; }}
.story dd {{ grid-column: 2; }}
.effect {{ font-weight: 600; }}
.facts {{ grid-template-columns: auto 1fr auto 1fr; row-gap: 0; margin-top: 2.5mm; padding-top: 2mm;
  border-top: 1px solid var(--line); font-size: 9pt; line-height: 1.5; }}
.facts dt {{ color: var(--quiet); }}
@media screen and (max-width: 700px) {{
  main {{ padding: 1.2rem; }}
  nav {{ padding: .8rem 1.2rem; }}
  .body {{ flex-direction: column; }}
  img {{ width: 100%; height: auto; }}
  .facts {{ grid-template-columns: auto 1fr; }}
}}
@page {{
  size: A4;
  margin: 13mm 17mm 15mm;
  @bottom-right {{ content: counter(page) " / " counter(pages); font: 9pt {FONTS}; color: #5b6875; }}
}}
@media print {{
  body {{ background: #fff; -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
  main {{ max-width: none; margin: 0; padding: 0; }}
  nav {{ display: none; }}
}}
"""
MARK = "演示数据，内容均为虚构"


def demonstration_style() -> str:
    """The mark at the foot of every printed page."""
    return f'@page {{ @bottom-left {{ content: "{MARK}"; font: 9pt {FONTS}; color: #5b6875; }} }}'
