/** Takes the rule by which an output joins where it says nothing of what is made of that output, such as a list or a choice. */
export function ignoreJoin(): void {}
