/**
 * The text without the secrets: providers repeat a wrong key in their answer. Where a text was shortened it may end inside a
 * secret, so the beginning of one is hidden too.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => {
    if (secret === '') return shown;
    let hidden = shown.replaceAll(secret, '***');
    for (let length = secret.length - 1; length >= 4; length -= 1) {
      hidden = hidden.replaceAll(`${secret.slice(0, length)}…`, '***…');
    }
    return hidden;
  }, text);
}
