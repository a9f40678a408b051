// The button that switches the sound of new orders on and off. Switched on, it plays the sound once.

import { useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { isAudible } from './announcements.ts'
import { playSound } from './sound.ts'

export function SoundToggle() {
  const isOn = useStore(isAudible)
  return (
    <Button
      tone="quiet"
      size="icon"
      aria-label={t.board.sound}
      aria-pressed={isOn}
      title={isOn ? t.board.soundOn : t.board.soundOff}
      onClick={() => {
        isAudible.set(!isOn)
        if (!isOn) playSound()
      }}
    >
      <Icon name={isOn ? 'bell' : 'mute'} />
    </Button>
  )
}
