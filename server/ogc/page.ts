import { escapeHtml } from '../http/html.ts';

/** A page for people. Everything in `html` has been through escapeHtml. */
export interface Page {
  title: string;
  /** Addresses from the root down to this page's parent, with their names. */
  path: readonly (readonly [href: string, name: string])[];
  html: string;
}

/** Plain HTML without a script: light and dark by the reader's settings, and printable. */
export const page = ({ title, path, html }: Page): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Nutag OGC API</title><link rel="stylesheet" href="/api.css"></head>
<body><main><nav aria-label="位置 Breadcrumb">${path.map(([href, name]) => `${anchor(href, name)} ›`).join(' ')}</nav>
<h1>${escapeHtml(title)}</h1>
${html}</main></body></html>`;

export const anchor = (href: string, name: string): string =>
  `<a href="${escapeHtml(href)}">${escapeHtml(name)}</a>`;

export const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

/** Cells are HTML already. */
export const table = (headers: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="wide"><table><thead><tr>${headers.map((header) => `<th scope="col">${escapeHtml(header)}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody></table></div>`;

/** Names and values, one a line; values are HTML already. */
export const facts = (rows: readonly (readonly [name: string, html: string])[]): string =>
  `<div class="wide"><table><tbody>${rows.map(([name, html]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${html}</td></tr>`).join('\n')}</tbody></table></div>`;

export const list = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;

export const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;
