-- Mise en forme : nos blocs et nos figures deviennent des appels du style Typst.
local function texte(s) return (s:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('[\r\n]+', ' ')) end
local function entoure(debut, contenu)
  local blocs = pandoc.List({ pandoc.RawBlock('typst', debut .. '[') })
  blocs:extend(contenu)
  blocs:insert(pandoc.RawBlock('typst', ']'))
  return blocs
end
-- Une ligne de table ne se coupe pas, tant qu'aucune cellule n'est longue au point de dépasser une page.
local LONG = 1500
local function courte(t)
  local la_plus_longue = 0
  t:walk({ Blocks = function(b) la_plus_longue = math.max(la_plus_longue, utf8.len(pandoc.utils.stringify(b)) or LONG) end })
  return la_plus_longue < LONG
end
local function image(im)
  local largeur = im.attributes.width and (', width: ' .. im.attributes.width) or ''
  return 'image("' .. texte(im.src) .. '", alt: "' .. texte(pandoc.utils.stringify(im.caption)) .. '"' .. largeur .. ')'
end
return {{
  Image = function(im) return pandoc.RawInline('typst', '#' .. image(im)) end,
  Figure = function(f)
    local brut
    f:walk({ RawInline = function(r) brut = r.text end })
    if #f.caption.long == 0 then return pandoc.RawBlock('typst', brut) end
    local legende = pandoc.write(pandoc.Pandoc(f.caption.long), 'typst', { wrap_text = 'none' })
    return pandoc.RawBlock('typst', '#figure(' .. brut:sub(2) .. ', kind: image, caption: [' .. legende .. '])')
  end,
  Table = function(t) if courte(t) then return entoure('#insecable', { t }) end end,
  Div = function(e)
    local nom = e.classes[1]
    if nom == 'encadre' then return entoure('#encadre("' .. (e.classes[2] or 'neutre') .. '")', e.content) end
    if nom == 'saut' then return pandoc.RawBlock('typst', '#pagebreak(weak: true)') end
    if nom == 'regle' and e.classes:includes('annexe') and not e.classes:includes('suivie') then
      return entoure('#annexe', e.content)
    end
    if nom == 'regle' then return entoure('#regle(suivie: ' .. tostring(e.classes:includes('suivie')) .. ')', e.content) end
    if nom == 'mention' or nom == 'fiche' or nom == 'signature' or nom == 'sigles' then return entoure('#' .. nom, e.content) end
  end,
}}
