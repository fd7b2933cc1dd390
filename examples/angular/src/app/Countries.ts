import { DecimalPipe } from '@angular/common';
import { Component, signal } from '@angular/core';
import { jsonParser } from 'rxchain';
import { runnableResource } from 'rxchain/angular';
import { remote } from 'rxchain/server';
import { type CountriesInput, continents } from './CountriesInput';
import { RunDiagram } from './RunDiagram';

interface CountryList {
  readonly countries: readonly {
    readonly name: string;
    readonly capital: string;
    readonly population: number;
    readonly area: number;
  }[];
}

/** A table that fills in while the JSON of it arrives: the server sends text, and the parser runs here. */
@Component({
  selector: 'app-countries',
  imports: [DecimalPipe, RunDiagram],
  templateUrl: './Countries.html',
  host: { class: 'screen' },
})
export class Countries {
  protected readonly continents = continents;
  protected readonly asked = signal<CountriesInput | undefined>(undefined);
  protected readonly list = runnableResource({
    runnable: remote<CountriesInput, string>('/api/countries').pipe(jsonParser<CountryList>()),
    params: () => this.asked(),
    config: { runName: 'CountryTable', tags: ['table'] },
    coalesce: 'frame',
  });
}
