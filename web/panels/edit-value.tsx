import type { VNode } from 'preact';
import { ed, editWord } from '../i18n/edits.ts';
import { word } from '../i18n/t.ts';
import { classes, kinds } from '../state/startup.ts';
import { decimal } from '../ui/coordinates.ts';

/** The value of any field, to be read and compared. */
export function Value({ field, value }: { field: string; value: unknown }): VNode {
  const text = said(field, value);
  if (text === '') return <span class="muted">—</span>;
  return <span lang={field === 'mongolian' ? 'mn-Mong' : undefined}>{text}</span>;
}

function said(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? ed('yes') : ed('no');
  if (field === 'point') return decimal(value as [number, number]);
  if (field === 'names')
    return (value as { text: string; kind: string; validFrom: string | null; validTo: string | null }[])
      .map(
        ({ text, kind, validFrom, validTo }) =>
          `${text} (${word('name', kind)}${(validFrom ?? validTo) ? ` ${validFrom ?? ''}–${validTo ?? ''}` : ''})`,
      ) // prettier-ignore
      .join('; ');
  if (field === 'attributes')
    return Object.entries(value as Record<string, string>).map(([name, text]) => `${editWord('attribute', name)}: ${text}`).join('\n'); // prettier-ignore
  if (Array.isArray(value)) return value.join(' ');
  const text = String(value as string | number);
  if (field === 'class')
    return `${classes.value.find(({ code }) => code === text)?.name ?? ''} ${text}`.trim();
  if (field === 'kind') return kinds.value.find(({ id }) => id === text)?.name ?? text;
  if (field === 'status') return word('place', text) === text ? word('facility', text) : word('place', text);
  if (field === 'position' || field === 'level') return word(field, text);
  return text;
}
