import { computed } from '@preact/signals';
import { lang } from '../state/state.ts';
import { en } from './en.ts';
import { zh, type Key } from './zh.ts';

export type { Key };

const words = computed<Record<Key, string>>(() => (lang.value === 'zh' ? zh : en));

/** The words for `key` in the language of the page; reading it in a component subscribes to the language. */
export function t(key: Key, fill: Record<string, string | number | null> = {}): string {
  return words.value[key].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = fill[name];
    return typeof value === 'number' ? number(value) : (value ?? '');
  });
}

/** For words named by data: `word('condition', 'intact')`; a value that has no word is shown as it is. */
export function word(prefix: string, value: string | null | undefined): string {
  if (value === null || value === undefined || value === '') return t('app.unknown');
  const key = `${prefix}.${value}`;
  return key in zh ? t(key as Key) : value;
}

const locale = computed(() => (lang.value === 'zh' ? 'zh-CN' : 'en-GB'));
export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(locale.value, { maximumFractionDigits: digits }).format(value);
export const percent = (share: number | null): string =>
  share === null
    ? t('app.unknown')
    : new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 1 }).format(share);
export const day = (text: string | null): string => (text === null ? t('app.unknown') : text.slice(0, 10));
