import { InjectionToken } from '@angular/core';
import type { ChatModel } from '../models/chatModel.ts';

/** The chat model of an app, or of a part of it; `withChatModel` provides it. */
export const CHAT_MODEL: InjectionToken<ChatModel> = new InjectionToken('rxchain.chatModel');
