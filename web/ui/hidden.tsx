import type { VNode } from 'preact';
import { pl } from '../i18n/places.ts';

/** 未公开: only staff are ever sent such a record. */
export const NotPublic = ({ secrecy }: { secrecy: string }): VNode => (
  <span class="sample not-public" title={pl('hidden.hint')}>
    {secrecy === '公开' ? pl('hidden.badge') : secrecy}
  </span>
);
