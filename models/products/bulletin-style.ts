/** Of the zone's picture, on the sheet and as an image of its own. */
export const pictureStyle = `.border { stroke: #fff; stroke-width: 2.5; fill: none; }
.air { fill: #14202b; stroke: #fff; } .water { fill: #14202b; opacity: 0.45; }
.label text { text-anchor: middle; font-size: 12px; font-weight: 700; paint-order: stroke;
  stroke: #fff; stroke-width: 3px; }`

/** Two sheets of A4, the same on the screen; no font or picture is fetched. */
export const bulletinStyle = `
@page { size: A4; margin: 11mm 12mm; }
* { box-sizing: border-box; }
body { margin: 0; background: #e9ecef; color: #14202b; font: 9pt/1.4 "Noto Sans CJK SC",
  "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Helvetica Neue", Arial, sans-serif; }
.sheet { width: 210mm; min-height: 296mm; margin: 6mm auto; padding: 11mm 12mm; background: #fff; }
h1 { margin: 0; font-size: 15pt; line-height: 1.25; color: #0b3d62; }
h2 { margin: 2.6mm 0 0.8mm; font-size: 10.5pt; color: #0b3d62; }
p { margin: 0.6mm 0; }
.head { border-bottom: 0.5mm solid #0b3d62; padding-bottom: 2mm; }
.mark { font-weight: 700; color: #8a1c1c; }
.row { display: flex; gap: 6mm; align-items: flex-start; }
.row > * { flex: 1 1 0; min-width: 0; }
.picture { width: 100%; max-height: 54mm; }
${pictureStyle}
table { border-collapse: collapse; width: 100%; font-size: 8.4pt; }
th, td { border: 0.2mm solid #b8c4ce; padding: 0.55mm 1.4mm; text-align: left; }
tbody th { white-space: nowrap; }
thead th { background: #eaf1f6; font-weight: 600; }
td.number { text-align: right; white-space: nowrap; }
.level i { display: inline-block; width: 3mm; height: 3mm; margin-right: 1.2mm; vertical-align: -0.4mm;
  border: 0.2mm solid #55606a; }
.small { font-size: 7.6pt; color: #45525d; }
.hash, .minutes, .small, .mark, td { overflow-wrap: anywhere; }
.hash { font: 6.6pt/1.3 monospace; color: #45525d; }
.minutes { white-space: pre-line; }
@media print {
  body { background: none; }
  .sheet { width: auto; min-height: 0; margin: 0; padding: 0; break-after: page;
    print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .sheet:last-child { break-after: auto; }
}
@media screen and (max-width: 210mm) {
  .sheet { width: auto; min-height: 0; margin: 0 0 4mm; padding: 5mm 4mm; }
  .row { flex-direction: column; }
  .scroll { overflow-x: auto; }
}
`
