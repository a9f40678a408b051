// The sound of a new order: two soft notes from oscillators, so that no file is loaded.

const NOTES = [659.25, 880]
const NOTE_S = 0.14
const LOUDNESS = 0.07

let context: AudioContext | null = null

export function playSound(): void {
  context ??= new AudioContext()
  const { currentTime, destination } = context
  NOTES.forEach((frequency, i) => {
    if (context === null) return
    const start = currentTime + i * NOTE_S
    const tone = new OscillatorNode(context, { type: 'sine', frequency })
    const gain = new GainNode(context, { gain: 0 })
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.01)
    gain.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_S * 2)
    tone.connect(gain).connect(destination)
    tone.start(start)
    tone.stop(start + NOTE_S * 2)
  })
}
