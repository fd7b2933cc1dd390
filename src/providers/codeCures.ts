/** What to do about a failure that a provider told, by our code for it. */
export const codeCures = {
  unauthorized: 'Check the API key and what it may do.',
  not_found: 'Check baseURL and model.',
  rate_limited: 'Ask less often, or later.',
  provider_error: 'The provider failed; try again later.',
  bad_request: 'Check the messages and the options.',
  context_length: 'Send fewer or shorter messages.',
  content_filter: 'The provider refuses to answer this; ask for something else.',
  interrupted: 'Try again.',
  web_page: 'Check baseURL: a proxy or a login page may answer in its place.',
} as const;
