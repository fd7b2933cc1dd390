import { concatWith, defer, filter, map, merge, type Observable, ReplaySubject, share, shareReplay, tap } from 'rxjs';
