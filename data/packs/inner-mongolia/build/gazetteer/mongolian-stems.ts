/**
 * Stems of Mongolian place names in Inner Mongolia: the hanzi spellings in use, a romanization after the official
 * letter table (long vowels single, q for ᠴ, x for ᠱ and ᠰᠢ, h for ᠬ) and the classical script. The script has been
 * written by the developers from general knowledge and awaits a reader's check; MVS is U+180E before a split a or e.
 */
export type Stem = { hanzi: string[]; roman: string; mongolian: string };

function stems(table: string): Stem[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [hanzi = '', roman = '', mongolian = ''] = line.trim().split('|');
      return { hanzi: hanzi.split(','), roman, mongolian: mongolian.replaceAll('_', '\u180e') };
    });
}

/** Colours and general qualities: go with every noun. */
export const qualities = stems(`
巴彦,巴音,白音|Bayan|ᠪᠠᠶᠠᠨ
乌兰|Ulan|ᠤᠯᠠᠭᠠᠨ
查干,察汗,查汗|Qagan|ᠴᠠᠭᠠᠨ
哈日,哈拉,哈尔|Har|ᠬᠠᠷ_ᠠ
沙日,锡日,希日|Xar|ᠰᠢᠷ_ᠠ
呼和|Hoh|ᠬᠥᠬᠡ
宝日,博日|Bor|ᠪᠣᠷᠣ
诺干,脑干|Nogon|ᠨᠣᠭᠣᠭᠠᠨ
阿拉坦,阿勒坦|Altan|ᠠᠯᠲᠠᠨ
孟根,蒙根|Monggon|ᠮᠥᠩᠭᠦᠨ
特木尔,铁木尔|Tomor|ᠲᠡᠮᠦᠷ
赛罕,赛汗|Saihan|ᠰᠠᠶᠢᠬᠠᠨ
伊和,伊克|Ih|ᠶᠡᠬᠡ
巴嘎|Bag|ᠪᠠᠭ_ᠠ
乌日图|Urt|ᠤᠷᠲᠤ
洪格尔|Honggor|ᠬᠣᠩᠭᠣᠷ
图古日格,图格日格|Togrog|ᠲᠥᠭᠦᠷᠢᠭ
赛音|Sain|ᠰᠠᠶᠢᠨ
萨如拉|Sarul|ᠰᠠᠷᠠᠭᠤᠯ
格根|Gegen|ᠭᠡᠭᠡᠨ
乌力吉|Oljei|ᠥᠯᠵᠡᠢ
吉日嘎朗|Jirgalang|ᠵᠢᠷᠭᠠᠯᠠᠩ
额尔敦,额尔德尼|Erdeni|ᠡᠷᠳᠡᠨᠢ
那仁|Naran|ᠨᠠᠷᠠᠨ
宝音,布音|Buyan|ᠪᠤᠶᠠᠨ
达来|Dalai|ᠳᠠᠯᠠᠢ
德力格尔|Delger|ᠳᠡᠯᠭᠡᠷ
满都拉|Mandal|ᠮᠠᠨᠳᠠᠯ
`);

/** Shapes: go with hills, rocks and plains. */
export const shapes = stems(`
温都尔,温都日|Ondor|ᠥᠨᠳᠦᠷ
哈布特盖,哈布塔盖|Habtgai|ᠬᠠᠪᠲᠠᠭᠠᠢ
都日布勒吉|Dorbelji|ᠳᠥᠷᠪᠡᠯᠵᠢ
乌尔根|Orgon|ᠥᠷᠭᠡᠨ
锡热图,希热图|Xiret|ᠰᠢᠷᠡᠭᠡᠲᠦ
阿贵图|Aguit|ᠠᠭᠤᠢᠲᠤ
朝鲁图|Qulut|ᠴᠢᠯᠠᠭᠤᠲᠤ
哈达图|Hadat|ᠬᠠᠳᠠᠲᠤ
宝格达,博格达|Bogd|ᠪᠣᠭᠳᠠ
`);

/** Numbers: go with things that stand side by side. */
export const numbers = stems(`
浩雅尔,浩要尔|Hoyor|ᠬᠣᠶᠠᠷ
古尔班|Gurban|ᠭᠤᠷᠪᠠᠨ
都日本|Dorbon|ᠳᠥᠷᠪᠡᠨ
塔本|Tabun|ᠲᠠᠪᠤᠨ
道伦,多伦|Dolon|ᠳᠣᠯᠣᠭᠠᠨ
乃曼|Naiman|ᠨᠠᠢᠮᠠᠨ
阿日本|Arban|ᠠᠷᠪᠠᠨ
`);

/** Sides: stand before a whole name. */
export const sides = stems(`
准|Jun|ᠵᠡᠭᠦᠨ
巴润|Barun|ᠪᠠᠷᠠᠭᠤᠨ
敦达|Dund|ᠳᠤᠮᠳᠠ
阿鲁,阿日|Ar|ᠠᠷᠤ
乌布尔|Obor|ᠥᠪᠦᠷ
德都|Ded|ᠳᠡᠭᠡᠳᠦ
额木讷|Omon|ᠡᠮᠦᠨ_ᠡ
伊和,伊克|Ih|ᠶᠡᠬᠡ
巴嘎|Bag|ᠪᠠᠭ_ᠠ
浩钦,霍钦|Huqin|ᠬᠠᠭᠤᠴᠢᠨ
希尼,锡尼|Xin|ᠰᠢᠨ_ᠡ
`);

/** "Having ..." names: complete in themselves, and good before a noun. */
export const attributes = stems(`
敖包图|Obot|ᠣᠪᠣᠭᠠᠲᠤ
毛都图,莫德图|Modot|ᠮᠣᠳᠤᠲᠤ
海拉苏台,海流图|Hailastai|ᠬᠠᠶᠢᠯᠠᠰᠤᠲᠠᠢ
布日嘎苏台|Burgastai|ᠪᠤᠷᠭᠠᠰᠤᠲᠠᠢ
乌力亚斯太,乌里雅斯太|Uliastai|ᠤᠯᠢᠶᠠᠰᠤᠲᠠᠢ
哈日嘎纳图,哈日根图|Hargant|ᠬᠠᠷᠭᠠᠨᠠᠲᠤ
德日苏图,德尔斯图|Derest|ᠳᠡᠷᠡᠰᠦᠲᠦ
呼鲁斯台,呼鲁斯太|Hulstai|ᠬᠤᠯᠤᠰᠤᠲᠠᠢ
扎嘎斯台,吉嘎斯台|Jagastai|ᠵᠢᠭᠠᠰᠤᠲᠠᠢ
那日苏图|Narast|ᠨᠠᠷᠠᠰᠤᠲᠤ
包格图,布格图|Bogt|ᠪᠤᠭᠤᠲᠤ
哲仁图|Jerent|ᠵᠡᠭᠡᠷᠡᠨᠲᠦ
陶来图|Taulait|ᠲᠠᠤᠯᠠᠢᠲᠤ
特默图|Temet|ᠲᠡᠮᠡᠭᠡᠲᠦ
额勒苏图|Elest|ᠡᠯᠡᠰᠦᠲᠦ
胡吉尔图|Hujirt|ᠬᠤᠵᠢᠷᠲᠤ
达布苏图|Dabst|ᠳᠠᠪᠤᠰᠤᠲᠤ
沙巴尔台|Xabartai|ᠰᠢᠪᠠᠷᠲᠠᠢ
芒哈图|Manghat|ᠮᠠᠩᠬᠠᠲᠤ
卓索图|Josot|ᠵᠣᠰᠤᠲᠤ
哈沙图,哈夏图|Haxat|ᠬᠠᠰᠢᠶᠠᠲᠤ
布拉格台|Bulagtai|ᠪᠤᠯᠠᠭᠲᠠᠢ
呼都格图|Hudagt|ᠬᠤᠳᠳᠤᠭᠲᠤ
苏布日嘎图|Subragat|ᠰᠤᠪᠤᠷᠭᠠᠲᠤ
`);

export const nouns = {
  river: stems(`
高勒,郭勒|Gol|ᠭᠣᠣᠯ
木伦|Moron|ᠮᠥᠷᠡᠨ
乌苏,乌素|Us|ᠤᠰᠤ`),
  lake: stems(`
淖尔,诺尔|Nur|ᠨᠠᠭᠤᠷ`),
  spring: stems(`
布拉格,宝力格|Bulag|ᠪᠤᠯᠠᠭ
阿尔善|Arxan|ᠷᠠᠰᠢᠶᠠᠨ
善达|Xand|ᠱᠠᠨᠳᠠ`),
  well: stems(`
呼都格,呼都嘎|Hudag|ᠬᠤᠳᠳᠤᠭ`),
  hill: stems(`
敖包,鄂博|Obo|ᠣᠪᠣᠭ_ᠠ
陶勒盖,托勒盖|Tologoi|ᠲᠣᠯᠣᠭᠠᠢ
乌拉|Ul|ᠠᠭᠤᠯᠠ
哈达|Had|ᠬᠠᠳᠠ
温都尔,温都日|Ondor|ᠥᠨᠳᠦᠷ
花|Hua|ᠬᠤᠸᠠ
哈布日嘎|Habrag|ᠬᠠᠪᠢᠷᠭ_ᠠ`),
  plain: stems(`
塔拉|Tal|ᠲᠠᠯ_ᠠ
希勒,锡勒|Xil|ᠰᠢᠯᠢ
柴达木|Qaidam|ᠴᠠᠶᠢᠳᠠᠮ
戈壁|Gobi|ᠭᠣᠪᠢ`),
  valley: stems(`
扎拉嘎|Jalag|ᠵᠢᠯᠭ_ᠠ
浑迪|Hondi|ᠬᠥᠨᠳᠡᠢ
浩来|Holoi|ᠬᠣᠭᠣᠯᠠᠢ
哈布其勒|Habqil|ᠬᠠᠪᠴᠢᠯ`),
  sand: stems(`
芒哈,芒罕|Mangh|ᠮᠠᠩᠬ_ᠠ
额勒苏|Els|ᠡᠯᠡᠰᠦ`),
  pass: stems(`
达巴|Daba|ᠳᠠᠪᠠᠭ_ᠠ
呼特勒|Hotol|ᠬᠥᠲᠡᠯ`),
  settlement: stems(`
套海,陶海|Tohoi|ᠲᠣᠬᠣᠢ
和硕,胡硕|Hoxu|ᠬᠣᠰᠢᠭᠤ
艾里|Ail|ᠠᠶᠢᠯ
浩特|Hot|ᠬᠣᠲᠠ
努图格|Nutag|ᠨᠤᠲᠤᠭ
毛都,莫德|Mod|ᠮᠣᠳᠤ
库伦|Hure|ᠬᠦᠷᠢᠶ_ᠡ
宝楞|Bulung|ᠪᠤᠯᠤᠩ`),
  temple: stems(`
苏莫|Sum|ᠰᠦᠮ_ᠡ
召|Ju|ᠵᠤᠤ`),
  ruin: stems(`
巴拉嘎苏|Balgas|ᠪᠠᠯᠭᠠᠰᠤ`),
} as const;

export type NounGroup = keyof typeof nouns;
