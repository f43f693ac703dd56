import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ac } from '../i18n/accounts.ts';
import { announce } from '../state/state.ts';

/** A secret to be handed over, with a button that copies it. Where the page came over plain http the browser lets one only select it. */
export function Secret({ label, value }: { label: string; value: string }): VNode {
  const field = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState('');
  const copy = async (): Promise<void> => {
    field.current!.select();
    const words = await (navigator.clipboard?.writeText(value) ?? Promise.reject(new Error())).then(
      () => ac('copied'),
      () => ac('selected'),
    );
    setTold(words);
    announce(words);
  };
  return (
    <span class="secret">
      <input ref={field} aria-label={label} value={value} readOnly spellcheck={false} />
      <button type="button" onClick={() => void copy()}>
        {ac('copy')}
      </button>
      {told && <small>{told}</small>}
    </span>
  );
}

const signs = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'; // none that look alike

/** Four groups of four signs, 92 bits: to be read out over the telephone. */
export function makePassword(): string {
  const sign = (): string => {
    for (;;) {
      const [value] = crypto.getRandomValues(new Uint8Array(1));
      if (value! < 256 - (256 % signs.length)) return signs[value! % signs.length]!; // all as likely
    }
  };
  return Array.from({ length: 4 }, () => Array.from({ length: 4 }, sign).join('')).join('-');
}
