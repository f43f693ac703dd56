import { scenariosEn } from './scenarios.en.ts';
import { scenariosZh } from './scenarios.zh.ts';
import { dictionary, t } from './t.ts';

/** The words of scenarios and next best sites. */
export const { t: sc, word: scenarioWord } = dictionary(scenariosZh, scenariosEn, () => t('app.unknown'));
