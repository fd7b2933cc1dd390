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
  #negative = false;
  #head = 0;
  #headDigits = 0;
  #tail = '';
  #more = false;
  #scale = 0;
  #exponent = 0;
  #exponentNegative = false;

  begin(): void {
    this.#part = start;
    this.#negative = false;
    this.#head = 0;
    this.#headDigits = 0;
    this.#tail = '';
    this.#more = false;
    this.#scale = 0;
    this.#exponent = 0;
    this.#exponentNegative = false;
  }

  /** Reads from `at`; gives the index of the first unit that does not belong to the number. */
  read(text: string, at: number): number {
    let part = this.#part;
    let index = at;
    for (; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= 48 && unit <= 57) {
        if (part === zero) break;
        if (part < zero) part = unit === 48 ? zero : integer;
        else if (part === point) part = fraction;
        else if (part === exponentMark || part === exponentSign) part = exponent;
        if (part === exponent) {
          if (this.#exponent < 1e8) this.#exponent = this.#exponent * 10 + unit - 48;
        } else this.#digit(unit - 48, part === fraction);
      } else if (unit === 46 && (part === zero || part === integer)) part = point;
      else if ((unit === 101 || unit === 69) && (part === zero || part === integer || part === fraction)) {
        part = exponentMark;
      } else if ((unit === 45 || unit === 43) && part === exponentMark) {
        part = exponentSign;
        this.#exponentNegative = unit === 45;
      } else if (unit === 45 && part === start) {
        part = minus;
        this.#negative = true;
      } else break;
    }
    this.#part = part;
    return index;
  }

  /** Some prefix is a number. */
  get hasValue(): boolean {
    return this.#part > minus;
  }

  /** The whole text is a number. */
  get isWhole(): boolean {
    const part = this.#part;
    return part === zero || part === integer || part === fraction || part === exponent;
  }

  get value(): number {
    const power = (this.#exponentNegative ? -this.#exponent : this.#exponent) - this.#scale;
    let value = this.#head;
    if (this.#tail !== '') {
      value = Number(this.#more ? `${value}${this.#tail}1e${power - 1}` : `${value}${this.#tail}e${power}`);
    } else if (power < 0)
      value = power < -22 ? Number(`${value}e${power}`) : value / (powers[-power] as number);
    else if (power > 0) value = power > 22 ? Number(`${value}e${power}`) : value * (powers[power] as number);
    return this.#negative ? -value : value;
  }

  #digit(digit: number, isFraction: boolean): void {
    if (this.#headDigits < 15) {
      this.#head = this.#head * 10 + digit;
      if (this.#head > 0) this.#headDigits++;
    } else if (this.#tail.length < textDigits) this.#tail += digit;
    else {
      if (digit > 0) this.#more = true;
      if (!isFraction) this.#scale--;
      return;
    }
    if (isFraction) this.#scale++;
  }
}
