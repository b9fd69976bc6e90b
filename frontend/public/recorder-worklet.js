// Runs beside the page, in the audio thread: turns what the microphone gives into samples of 16 bits and hands them
// over ten times a second, with how loud the loudest was.
const perMessage = 4800;

registerProcessor(
  'recorder',
  class extends AudioWorkletProcessor {
    samples = new Int16Array(perMessage);
    count = 0;
    peak = 0;

    process([input]) {
      const channel = input[0];
      if (channel === undefined) return true;
      for (const value of channel) {
        const clipped = Math.max(-1, Math.min(1, value));
        this.peak = Math.max(this.peak, Math.abs(clipped));
        this.samples[this.count++] = clipped * 32767;
        if (this.count === perMessage) this.hand();
      }
      return true;
    }

    hand() {
      this.port.postMessage({ samples: this.samples, peak: this.peak }, [this.samples.buffer]);
      this.samples = new Int16Array(perMessage);
      this.count = 0;
      this.peak = 0;
    }
  },
);
