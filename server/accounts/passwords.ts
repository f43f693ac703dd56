export const shortestPassword = 12;

/** What is left of a usual password without its digits and signs. */
const usualCores = new Set([
  'abc', 'abcd', 'abcdef', 'abcdefg', 'abcdefgh', 'abcdefghijkl', 'admin', 'administrator', 'asdf', 'asdfgh', 'asdfghjkl', 'changeme', 'china',
  'civilaffairs', 'default', 'dragon', 'huhehaote', 'iloveyou', 'letmein', 'login', 'master', 'minzheng', 'mongolia', 'monkey', 'neimenggu',
  'neimengguminzheng', 'nutag', 'nutagnutag', 'passw', 'password', 'passwordpassword', 'qazwsx', 'qazwsxedc', 'qwe', 'qweasd',
  'qweasdzxc', 'qwer', 'qwerty', 'qwertyuiop', 'qwertyuiopasdfghjkl', 'root', 'secret', 'superuser', 'sysadmin', 'system', 'test', 'testtest',
  'user', 'welcome', 'woaini', 'woainimama', 'woaizhongguo', 'woaizuguo', 'zaqxsw', 'zhongguo', 'zxcvbn', 'zxcvbnm',
]); // prettier-ignore

/** Why a password is too weak, in words for the user; null when it will do. */
export function weakness(password: string, username: string): string | null {
  const plain = password.normalize('NFKC').toLowerCase();
  if (/[\p{Cc}\p{Cs}]/u.test(password)) return '密码含有控制字符。The password holds control characters.';
  if ([...plain].length < shortestPassword)
    return `密码至少 ${shortestPassword} 个字符。At least ${shortestPassword} characters.`;
  if (new Set(plain).size < 5) return '密码中不同的字符太少。Too few different characters.';
  if (/^\d+$/.test(plain)) return '密码不能只有数字。Not digits alone.';
  if (plain.includes(username) && plain.length - username.length < shortestPassword - 4) return '密码不能是用户名。Not the user name.'; // prettier-ignore
  const middle = plain.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (
    [plain, middle.replaceAll(/[@0$13]/g, spelled)].some((text) =>
      usualCores.has(text.replaceAll(/[^\p{L}]/gu, '')),
    )
  ) {
    return '密码太常见。This password is too usual.';
  }
  return null;
}

const spelled = (sign: string): string => ({ '@': 'a', '0': 'o', $: 's', '1': 'i', '3': 'e' })[sign]!;
