"""How the page looks."""

from __future__ import annotations

STYLE = """
:root{--ink:#1d2a33;--soft:#5c6b77;--line:#e3e8ec;--paper:#fff;--ground:#f4f6f7}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:14px/1.45 system-ui,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
main{max-width:1280px;margin:0 auto;padding:26px 20px 40px}
header{display:flex;justify-content:space-between;align-items:baseline;flex-wrap:wrap;gap:8px}
h1{font-size:25px;margin:0;letter-spacing:-.01em}
header p,footer,.note{color:var(--soft);margin:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;
margin:18px 0}
.tile,section{background:var(--paper);border:1px solid var(--line);border-radius:8px}
.tile{padding:12px 14px}
.tile b{display:block;font-size:27px;line-height:1.2;font-weight:650;
letter-spacing:-.02em}
.tile span{color:var(--soft);font-size:12.5px}
.tile.bad b{color:#b23f2f}
.grid{display:grid;grid-template-columns:1fr 1fr;gap:14px}
@media(max-width:900px){.grid{grid-template-columns:1fr}}
section{padding:14px 16px 12px;min-width:0}
section.wide{grid-column:1/-1}
h2{font-size:15.5px;margin:0 0 2px}
.note{font-size:12.5px;margin-bottom:8px}
svg{display:block;width:100%;height:auto}
svg text{font-size:11px;fill:#5c6b77;font-family:inherit}
.legend{margin:2px 0 6px;font-size:12px;color:var(--soft)}
.legend span{margin-right:14px;white-space:nowrap}
.legend i{display:inline-block;width:10px;height:10px;border-radius:2px;
margin-right:5px}
section table{margin-top:10px}section h2~h2{margin-top:14px}section.wide table{margin:0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-weight:500;color:var(--soft);font-size:12.5px;text-align:right;padding:4px 8px;
border-bottom:1px solid var(--line)}
td{text-align:right;padding:6px 8px;border-bottom:1px solid var(--line)}
tr:last-child td{border-bottom:0}
th:first-child,td:first-child,.l{text-align:left!important}
td.bad{color:#b23f2f;font-weight:600}
footer{margin-top:18px;font-size:12.5px}
@media print{body{background:#fff}main{padding:0}section,.tile{break-inside:avoid}}
"""
