"""Sound, drawn as a waveform and a spectrogram."""
