import { accountsEn } from './accounts.en.ts';
import { accountsZh } from './accounts.zh.ts';
import { dictionary } from './t.ts';

/** The words of the pages about accounts, which are read with their code. */
export const { t: ac, word: accountWord } = dictionary(accountsZh, accountsEn, () => '—');
