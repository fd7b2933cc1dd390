import fc from 'fast-check';

// The same cases in every run, so that a failure is one of the change; FC_SEED sets another seed. A failure prints it.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_124) });
