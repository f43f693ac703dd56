import { auditEn } from './audit.en.ts';
import { auditZh } from './audit.zh.ts';
import { dictionary } from './t.ts';

/** The words of the audit log and of the history of records, which are read with their code. */
export const { t: au, word: auditWord } = dictionary(auditZh, auditEn, () => '—');
