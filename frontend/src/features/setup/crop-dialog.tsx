import { Button, Modal, Slider, Stack } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import Cropper, { type Area } from 'react-easy-crop';
import 'react-easy-crop/react-easy-crop.css';
import { useTranslation } from '@/lib/texts';
import form from '@/ui/form.module.css';
import { leastSide, squareOf } from './logo';
import classes from './logo.module.css';

interface CropDialogProps {
  /** Where Go gives the picture: it has been measured, and may be drawn. */
  readonly src: string;
  readonly onCropped: (picture: string) => void;
  readonly onRefused: (why: 'small' | 'undrawn') => void;
  readonly onClose: () => void;
}

/** Crops a picture to a square: drag, zoom by slider, wheel or keys. */
export function CropDialog({ src, onCropped, onRefused, onClose }: CropDialogProps): ReactElement {
  const { t } = useTranslation('setup');
  const [crop, setCrop] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [most, setMost] = useState(3);
  const [area, setArea] = useState<Area>();
  const [busy, setBusy] = useState(false);
  const take = async (): Promise<void> => {
    if (area === undefined) return;
    setBusy(true);
    try {
      onCropped(await squareOf(src, area));
    } catch {
      onRefused('undrawn');
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('logo.cropTitle')} centered size={480} closeButtonProps={{ 'aria-label': t('profiles.close') }}>
      <Stack gap="md">
        <div className={classes.crop}>
          <Cropper
            image={src}
            crop={crop}
            zoom={zoom}
            maxZoom={most}
            aspect={1}
            cropShape="round"
            showGrid={false}
            disableAutomaticStylesInjection
            onCropChange={setCrop}
            onZoomChange={setZoom}
            onCropComplete={(_, pixels) => setArea(pixels)}
            onMediaLoaded={({ naturalWidth, naturalHeight }) => {
              const least = Math.min(naturalWidth, naturalHeight);
              if (least < leastSide) onRefused('small');
              else setMost(Math.max(1, Math.min(8, least / leastSide)));
            }}
            mediaProps={{ alt: '', onError: () => onRefused('undrawn') }}
          />
        </div>
        <Slider label={null} min={1} max={most} step={0.01} value={zoom} onChange={setZoom} disabled={most <= 1} thumbLabel={t('logo.zoom')} />
        <p className={classes.hint}>{t('logo.cropHint')}</p>
        <div className={form.buttons}>
          <Button data-autofocus loading={busy} disabled={area === undefined} onClick={() => void take()}>
            {t('logo.use')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('logo.cancel')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
