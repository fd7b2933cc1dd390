const start = 0;
const minus = 1;
const zero = 2;
const integer = 3;
const point = 4;
const fraction = 5;
const exponentMark = 6;
const exponentSign = 7;
const exponent = 8;

/** Powers of ten that a double holds exactly: one multiplication or division by them rounds once, as `Number` does. */
const powers: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Digits kept as text behind the first 15; a double never needs more than 767 and the knowledge whether others follow. */
const textDigits = 800;

/**
 * One JSON number, read unit by unit and worth at any time the longest prefix that is a number.
 * The cost of a unit and of `value` is bounded, however long the number is.
 */
export class JsonNumber {
  #part = start;
  #sign = 1;
  #head = 0;
  #headDigits = 0;
  #tail = '';
  #scale = 0;
  #exponent = 0;
  #exponentSign = 1;

  /** Forgets the number before. */
  begin(): void {
    this.#part = start;
    this.#head = this.#headDigits = this.#scale = this.#exponent = 0;
    this.#sign = this.#exponentSign = 1;
    this.#tail = '';
  }

  /** Reads from `from`; gives the index of the first unit that does not belong to the number. */
  read(text: string, from: number): number {
    let part = this.#part;
    let at = from;
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 47 && unit < 58) {
        if (part === zero) break;
        if (part < zero) part = unit > 48 ? integer : zero;
        else if (part === point) part = fraction;
        else if (part > fraction) part = exponent;
        if (part < exponent) this.#digit(unit - 48, part === fraction);
        else if (this.#exponent < 1e8) this.#exponent = this.#exponent * 10 + unit - 48;
      } else if (unit === 46 && (part | 1) === integer) part = point;
      else if ((unit | 32) === 101 && ((part | 1) === integer || part === fraction)) part = exponentMark;
      else if (unit === 45 && part === start) {
        part = minus;
        this.#sign = -1;
      } else if ((unit === 45 || unit === 43) && part === exponentMark) {
        part = exponentSign;
        this.#exponentSign = 44 - unit;
      } else break;
    }
    this.#part = part;
    return at;
  }

  /** Some prefix is a number. */
  get hasValue(): boolean {
    return this.#part > minus;
  }

  /** The whole text is a number. */
  get isWhole(): boolean {
    const part = this.#part;
    return (part | 1) === integer || part === fraction || part === exponent;
  }

  get value(): number {
    const power = this.#exponent * this.#exponentSign - this.#scale;
    let value = this.#head;
    if (this.#tail !== '' || power > 22 || power < -22) {
      value = Number(`${value}${this.#tail}e${power}`);
    } else if (power < 0) value /= powers[-power] as number;
    else value *= powers[power] as number;
    return value * this.#sign;
  }

  #digit(digit: number, isFraction: boolean): void {
    if (isFraction) this.#scale++;
    if (this.#headDigits < 15) {
      this.#head = this.#head * 10 + digit;
      if (this.#head > 0) this.#headDigits++;
    } else if (this.#tail.length < textDigits) this.#tail += digit;
    else {
      // Far behind the last digit that decides, any other than 0 is as good as the sum of what follows it.
      if (digit > 0 && this.#tail.endsWith('0')) this.#tail = `${this.#tail.slice(0, -1)}1`;
      this.#scale--;
    }
  }
}
