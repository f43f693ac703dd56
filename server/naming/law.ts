/** Texts that rules cite. 《地名管理条例》: State Council order 753, in force 2022-05-01. */
const digits = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 1..99 as Chinese statutes write it: 十二, 二十五. */
function numeral(n: number): string {
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  return `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 || n === 0 ? digits[ones] : ''}`;
}

/**
 * An article of 《地名管理条例》.
 * @param item 项
 * @param paragraph 款; null where the article has one only
 */
export const article = (
  number: number,
  item: number | null = null,
  paragraph: number | null = null,
): string =>
  `《地名管理条例》第${numeral(number)}条${paragraph === null ? '' : `第${numeral(paragraph)}款`}${item === null ? '' : `第（${numeral(item)}）项`}`;

/** Art. 9 has two paragraphs; the ten items stand in the first. */
export const article9 = (item: number | null = null): string => article(9, item, 1);
