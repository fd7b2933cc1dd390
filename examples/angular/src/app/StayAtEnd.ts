import { afterRenderEffect, Directive, ElementRef, inject, input } from '@angular/core';

/** Keeps a scrolling element at its end while its content grows, unless the reader has scrolled away from there. */
@Directive({ selector: '[appStayAtEnd]', host: { '(scroll)': 'look()' } })
export class StayAtEnd {
  readonly appStayAtEnd = input.required<unknown>();
  readonly #element: HTMLElement = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  #isAtEnd = true;

  constructor() {
    afterRenderEffect(() => {
      this.appStayAtEnd();
      if (this.#isAtEnd) this.#element.scrollTop = this.#element.scrollHeight;
    });
  }

  protected look(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#element;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < 40;
  }
}
