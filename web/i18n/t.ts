import { computed } from '@preact/signals';
import { shareDigits } from '../../server/coverage/shared/share-digits.ts';
import { lang } from '../state/state.ts';
import { en } from './en.ts';
import { zh, type Key } from './zh.ts';

export type { Key };
type Fill = Record<string, string | number | null>;

/**
 * The words of the page, or of a part of it that is read when it is opened.
 * @param unknown what stands for a value that is not there
 */
export function dictionary<K extends string>(
  zh: Record<K, string>,
  en: Record<K, string>,
  unknown: () => string,
): {
  t: (key: K, fill?: Fill) => string;
  word: (prefix: string, value: string | null | undefined) => string;
} {
  const words = computed<Record<K, string>>(() => (lang.value === 'zh' ? zh : en));
  const t = (key: K, fill: Fill = {}): string =>
    words.value[key].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = fill[name];
      return typeof value === 'number' ? number(value) : (value ?? '');
    });
  const word = (prefix: string, value: string | null | undefined): string => {
    if (value === null || value === undefined || value === '') return unknown();
    const key = `${prefix}.${value}`;
    return key in zh ? t(key as K) : value;
  };
  return { t, word };
}

const page = dictionary(zh, en, () => t('app.unknown'));
/** The words for `key` in the language of the page; reading it in a component subscribes to the language. */
export const t: (key: Key, fill?: Fill) => string = page.t;
/** For words named by data: `word('condition', 'intact')`; a value that has no word is shown as it is. */
export const word = page.word;

const locale = computed(() => (lang.value === 'zh' ? 'zh-CN' : 'en-GB'));
export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(locale.value, { maximumFractionDigits: digits }).format(value);
/** A threshold or a factor as it was asked, not rounded to a whole one. */
export const exact = (value: number | null): string | null => (value === null ? null : number(value, 3));
/** @param required with as many digits as keep a share on its side of it */
export const percent = (share: number | null, required = 1): string =>
  share === null
    ? t('app.unknown')
    : new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: shareDigits(share, required) }).format(share); // prettier-ignore
export const day = (text: string | null): string => (text === null ? t('app.unknown') : text.slice(0, 10));
/** The moment of an event, in the time of the reader's place. */
export const moment = (text: string): string =>
  new Intl.DateTimeFormat(locale.value, { dateStyle: 'short', timeStyle: 'short' }).format(new Date(text));
/** A moment to the second. */
export const clock = (text: string): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(text));
