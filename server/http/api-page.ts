import { escapeHtml as escape } from './html.ts';

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  example?: unknown;
  schema: { type?: string; enum?: unknown[]; default?: unknown };
}
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters: Parameter[];
}

/** A readable page of the OpenAPI document: plain HTML, no script, prints well. */
export function apiPage(document: Record<string, unknown>): string {
  const paths = document['paths'] as Record<string, Record<string, Operation>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const info = document['info'] as { title: string; version: string; description: string };
  return `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)} API</title><link rel="stylesheet" href="/api.css">
<main><h1>${escape(info.title)} <small>${escape(info.version)}</small></h1>
<p>${escape(info.description)} 机器可读: <a href="/api/openapi.json">/api/openapi.json</a>,
瓦片: <a href="/tiles/divisions.json">/tiles/divisions.json</a>, 样式: <a href="/style.json">/style.json</a></p>
<nav><ul>${operations.map(({ path, operation }) => `<li><a href="#${operation.operationId}">${escape(path)}</a> ${escape(operation.summary)}</li>`).join('')}</ul></nav>
${operations.map(({ path, method, operation }) => section(path, method, operation)).join('\n')}</main></html>`;
}

function section(path: string, method: string, operation: Operation): string {
  const rows = operation.parameters.map(
    (parameter) => `<tr><th scope="row"><code>${escape(parameter.name)}</code></th><td>${parameter.in}</td>
<td>${parameter.required ? '必填' : ''}</td><td>${escape(kindOf(parameter))}</td>
<td>${escape(parameter.description ?? '')}${parameter.example === undefined ? '' : ` <code>${escape(parameter.example)}</code>`}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? ''
      : `<table><thead><tr><th>参数</th><th>位置</th><th></th><th>类型</th><th>说明</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return `<section id="${operation.operationId}"><h2><code>${method.toUpperCase()} ${escape(path)}</code></h2>
<p>${escape(operation.summary)}</p>${table}</section>`;
}

function kindOf({ schema }: Parameter): string {
  const kind = schema.enum === undefined ? (schema.type ?? '') : schema.enum.join(' | ');
  return schema.default === undefined ? kind : `${kind} (${JSON.stringify(schema.default)})`;
}
