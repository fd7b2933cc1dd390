const pieceSize = 16_384;

/** `fetch` whose body comes in small pieces, with pauses where many come at once: a burst of events does not hold up the next frame. */
export const patientFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.body === null) return response;
  const reader = response.body.getReader();
  let rest = new Uint8Array();
  let began = performance.now();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (performance.now() - began > 8) {
          await new Promise((resume) => setTimeout(resume));
          began = performance.now();
        }
        if (rest.length === 0) {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          rest = value;
        }
        controller.enqueue(rest.subarray(0, pieceSize));
        rest = rest.subarray(pieceSize);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, response);
};
