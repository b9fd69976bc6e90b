/** The computer around the window. */
import { call } from './call';
import { services } from './go';
import type { Abilities, AlertTest, News, SavedTranscript, Settings, Transcript } from './types';

const go = services.System;

/** The service as the screens know it; errors are BridgeErrors. */
export interface SystemApi {
  /** This computer's switches. */
  settings(): Promise<Settings>;
  /** Stores them. */
  saveSettings(settings: Settings): Promise<void>;
  /** What works on this computer. */
  abilities(): Promise<Abilities>;
  /** Sends an alert the whole way from the relay to the person, and tells how each link did. */
  testAlert(): Promise<AlertTest>;
  /** The last one, with whether it was seen. */
  testedAlert(): Promise<AlertTest>;
  /** Says that the person saw it. */
  sawAlert(id: string): Promise<void>;
  /** What there is to show that came after a number. */
  news(after: number): Promise<News>;
  /** The text whose formatting a notification leaves out; "" when nobody waits for it any more. */
  marked(number: number): Promise<string>;
  /** Answers it. */
  plain(number: number, text: string): Promise<void>;
  /** Tells which thread is in view, so that it is not announced. */
  viewing(threadId: string, focused: boolean): Promise<void>;
  /** Tells whether this window is in front of the person: what they see there is not announced. */
  front(isFront: boolean): Promise<void>;
  /** Puts text on the clipboard; answers how. */
  copy(text: string): Promise<string>;
  /** The picture on the clipboard that the web view does not give this page, as a PNG in base64; "" is none. */
  pastedPicture(): Promise<string>;
  /** Opens an allowed link outside the app. */
  openLink(url: string): Promise<void>;
  /** Opens a received file with the system's program. */
  openMedia(mediaId: string): Promise<void>;
  /** Asks where to and saves a received file; "" is cancelled. */
  saveMedia(mediaId: string): Promise<string>;
  /** Asks where to and saves a picture, a text or a table (csv) that the page made, its bytes as base64; "" is cancelled. */
  saveMade(kind: 'png' | 'svg' | 'txt' | 'csv', name: string, content: string): Promise<string>;
  /** Draws a conversation as a PDF, asks where to and saves it; path "" is cancelled. */
  saveTranscript(name: string, transcript: Transcript): Promise<SavedTranscript>;
  /** Closes the app; keep leaves this computer's relay running. */
  quit(keep: boolean, remember: boolean): Promise<void>;
}

/** The service in Go. */
export const system: SystemApi = {
  settings: () => call(() => go.Settings()),
  saveSettings: (settings) => call(() => go.SaveSettings(settings)),
  abilities: () => call(() => go.Abilities()),
  testAlert: () => call(() => go.TestAlert()),
  testedAlert: () => call(() => go.TestedAlert()),
  sawAlert: (id) => call(() => go.SawAlert(id)),
  news: (after) => call(() => go.News(after)),
  marked: (number) => call(() => go.Marked(number)),
  plain: (number, text) => call(() => go.Plain(number, text)),
  viewing: (threadId, focused) => call(() => go.Viewing(threadId, focused)),
  front: (isFront) => call(() => go.Front(isFront)),
  pastedPicture: () => call(() => go.PastedPicture()),
  copy: (text) => call(() => go.Copy(text)),
  openLink: (url) => call(() => go.OpenLink(url)),
  openMedia: (mediaId) => call(() => go.OpenMedia(mediaId)),
  saveMedia: (mediaId) => call(() => go.SaveMedia(mediaId)),
  saveMade: (kind, name, content) => call(() => go.SaveMade(kind, name, content)),
  saveTranscript: (name, transcript) => call(() => go.SaveTranscript(name, transcript)),
  quit: (keep, remember) => call(() => go.Quit(keep, remember)),
};
