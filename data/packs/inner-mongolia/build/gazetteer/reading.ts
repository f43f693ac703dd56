import { pinyin } from 'pinyin-pro';

/** Readings that place names have and pinyin-pro's general dictionary does not choose. */
const characters = new Map(
  Object.entries({
    一: 'yī',
    不: 'bù',
    子: 'zi',
    都: 'dū',
    地: 'dì',
    嘎: 'gā',
    盖: 'gài',
    什: 'shí',
    得: 'dé',
    勒: 'lè',
    干: 'gān',
    咀: 'zuǐ',
    泡: 'pāo',
    和: 'hé',
    卜: 'bǔ',
    查: 'chá',
    乐: 'lè',
    兴: 'xīng',
    长: 'cháng',
    塔: 'tǎ',
    那: 'nà',
    扎: 'zhā',
    了: 'liǎo',
    着: 'zhuó',
    大: 'dà',
    行: 'háng',
    朝: 'cháo',
    当: 'dāng',
    夭: 'yāo',
    尧: 'yáo',
    沁: 'qìn',
    佛: 'fó',
    的: 'dì',
    还: 'huán',
    没: 'mò',
    区: 'qū',
    拉: 'lā',
    哈: 'hā',
    嘛: 'ma',
    喇: 'lǎ',
    阿: 'ā',
    场: 'chǎng',
    发: 'fā',
    吾: 'wú',
    铺: 'pù',
    单: 'dān',
    石: 'shí',
    朱: 'zhū',
    宿: 'sù',
    曲: 'qū',
    弹: 'dàn',
    种: 'zhǒng',
    重: 'chóng',
    蒙: 'měng',
    头: 'tóu',
    华: 'huá',
    更: 'gēng',
    同: 'tóng',
    将: 'jiāng',
    分: 'fēn',
    丽: 'lì',
    爷: 'yé',
    八: 'bā',
    气: 'qì',
    公: 'gōng',
    菇: 'gū',
    圈: 'juàn',
    供: 'gōng',
    任: 'rén',
    芦: 'lú',
    伙: 'huǒ',
    绿: 'lǜ',
    燕: 'yàn',
    柏: 'bǎi',
    曾: 'zēng',
  }),
);

/** Readings of whole words; the longer one wins over single characters. */
const words: [string, string[]][] = Object.entries({
  克什克腾: 'kè shí kè téng',
  土默特: 'tǔ mò tè',
  窝堡: 'wō pù',
  阿巴嘎: 'ā bā gā',
  东胜: 'dōng shèng',
  萝卜: 'luó bo',
  蛤蟆: 'há ma',
  音乐: 'yīn yuè',
  朝霞: 'zhāo xiá',
  朝晖: 'zhāo huī',
  朝气: 'zhāo qì',
  葛家: 'gě jiā',
  重点: 'zhòng diǎn',
  干部: 'gàn bù',
  干渠: 'gàn qú',
  主干: 'zhǔ gàn',
  子弟: 'zǐ dì',
  子牙: 'zǐ yá',
  电子: 'diàn zǐ',
  骨干: 'gǔ gàn',
  实干: 'shí gàn',
  苦干: 'kǔ gàn',
  大夫: 'dà fū',
  林西: 'lín xī',
  村长: 'cūn zhǎng',
  重工: 'zhòng gōng',
  行动: 'xíng dòng',
  银行: 'yín háng',
  行政: 'xíng zhèng',
  旅行: 'lǚ xíng',
  种植: 'zhòng zhí',
  种田: 'zhòng tián',
  耕种: 'gēng zhòng',
  长官: 'zhǎng guān',
  处女: 'chǔ nǚ',
  宿舍: 'sù shè',
  大板: 'dà bǎn',
  曲家: 'qū jiā',
  歌曲: 'gē qǔ',
  子午: 'zǐ wǔ',
  四子王: 'sì zǐ wáng',
  王子: 'wáng zǐ',
  太子: 'tài zǐ',
  学子: 'xué zǐ',
  弟子: 'dì zǐ',
  孔子: 'kǒng zǐ',
  圪卜: 'gē bo',
  灰泡: 'huī pāo',
  葡萄: 'pú táo',
  车家: 'chē jiā',
  尉家: 'yù jiā',
  盖家: 'gě jiā',
  师长: 'shī zhǎng',
  会长: 'huì zhǎng',
  没有: 'méi yǒu',
  执行: 'zhí xíng',
  胡同: 'hú tòng',
  水磨: 'shuǐ mò',
  磨菇: 'mó gū',
  碌碡: 'liù zhou',
  碌轴: 'liù zhóu',
  定相: 'dìng xiàng',
  相公: 'xiàng gōng',
  豆腐坊: 'dòu fu fáng',
  商圈: 'shāng quān',
  长城: 'cháng chéng',
  查干: 'chá gān',
  诺干: 'nuò gān',
  脑干: 'nǎo gān',
  行宫: 'xíng gōng',
  地址: 'dì zhǐ',
}).map(([word, reading]) => [word, reading.split(' ')]);

const cache = new Map<string, string[]>();

/** The toned syllables of a name, one for each character; characters that are no hanzi stay as they are. */
export function syllables(name: string): string[] {
  const known = cache.get(name);
  if (known) return known;
  const list = pinyin(name, { type: 'array', toneType: 'symbol' });
  const chars = [...name];
  chars.forEach((char, index) => {
    const special = characters.get(char);
    if (special !== undefined) list[index] = char === '子' && index === 0 ? 'zǐ' : special;
  });
  for (const [word, reading] of words) {
    for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1)) {
      reading.forEach((syllable, offset) => (list[at + offset] = syllable));
    }
  }
  const result = list.map((syllable) => syllable.toLowerCase());
  cache.set(name, result);
  return result;
}

/** The reading as the gazetteer keeps it: toned pinyin in lower case, syllables parted by one space. */
export function reading(name: string): string {
  return syllables(name)
    .filter((syllable) => syllable.trim() !== '')
    .join(' ');
}

/** Takes the tone marks off; ü keeps its dots. */
export function withoutTones(syllable: string): string {
  return syllable
    .normalize('NFD')
    .replace(/[\u0300\u0301\u0304\u030c]/g, '')
    .normalize('NFC');
}

/** Joins syllables to one capitalised word, with the apostrophe before a, o and e (Xi'an). */
export function romanWord(parts: readonly string[]): string {
  const word = parts
    .map(withoutTones)
    .reduce((text, part) => text + (text !== '' && /^[aoe]/.test(part) ? `'${part}` : part), '');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Official pinyin of a Han name given as its words: specific and generic part apart (李家沟, 河: Lijiagou He). */
export function romanOf(...parts: string[]): string {
  const all = syllables(parts.join(''));
  let at = 0;
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const word = romanWord(all.slice(at, at + part.length));
      at += part.length;
      return word;
    })
    .join(' ');
}
