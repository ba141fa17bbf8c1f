-- Mise en forme pour le traitement de texte : nos blocs deviennent des styles, le sommaire est écrit, les images sont
-- celles du dossier de travail. `meta.json` y est aussi.
local TEXTE = 6.53 -- pouces, largeur du texte d'une page A4
local PAR_POUCE = 192
local COURTE = 1200 -- signes, d'une table qui ne se coupe pas : un tiers de page
local STYLES = { fiche = 'Fiche', signature = 'Signature', sigles = 'Sigles' }
local ENCADRES = { favorable = 'EncadreFavorable', attention = 'EncadreAttention', defavorable = 'EncadreDefavorable', neutre = 'EncadreNeutre' }

local function lis(nom)
  local fichier = assert(io.open(nom, 'rb'))
  local contenu = fichier:read('a')
  fichier:close()
  return contenu
end
local meta = pandoc.json.decode(lis('meta.json'), false)

local function image(im)
  local nom = im.src:gsub('%.svg$', '.png')
  local dessin = lis(nom)
  pandoc.mediabag.insert(nom, 'image/png', dessin)
  im.src = nom
  if not im.attributes.width then
    im.attributes.width = string.format('%.2fin', math.min(TEXTE, string.unpack('>I4', dessin, 17) / PAR_POUCE))
  end
  return im
end
-- Un encadré peut contenir des listes : une table d'une seule case, sans en-tête, porte le fond et le trait.
local function boite(style, blocs)
  local table_ = pandoc.utils.from_simple_table(pandoc.SimpleTable({}, { pandoc.AlignDefault }, { 1 }, {}, { { blocs } }))
  table_.attributes['custom-style'] = style
  return { pandoc.RawBlock('openxml', '<w:p><w:pPr><w:pStyle w:val="Intervalle"/></w:pPr></w:p>'), table_ }
end
-- Un paragraphe « lié » reste sur la page du suivant : l'en-tête avec la première ligne, une table courte d'un bloc.
local function lies(rangees)
  for _, rangee in ipairs(rangees) do
    for _, case in ipairs(rangee.cells) do case.contents = { pandoc.Div(case.contents, { ['custom-style'] = 'Compact lié' }) } end
  end
end
local function liee(t)
  lies(t.head.rows)
  local rangees, signes = t.bodies[1] and t.bodies[1].body or {}, #pandoc.utils.stringify(t)
  if signes > COURTE then return t end
  local toutes_sauf_une = pandoc.List()
  for i = 1, #rangees - 1 do toutes_sauf_une:insert(rangees[i]) end
  lies(toutes_sauf_une)
  return t
end
local function stylees(style, blocs)
  return blocs:walk({ Table = function(t) t.attributes['custom-style'] = style return t end })
end
local function xml(s) return (s:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'):gsub('"', '&quot;')) end

-- Word n'admet qu'une marque de 40 signes qui commence par une lettre.
local function marques(doc)
  local neuves, rang = {}, 0
  doc = doc:walk({ Header = function(h)
    rang = rang + 1
    local neuve = h.identifier
    if #neuve > 40 or not neuve:match('^%a[%w%-_]*$') then neuve = 'titre-' .. rang end
    neuves['#' .. h.identifier] = '#' .. neuve
    h.identifier = neuve
    return h
  end })
  return doc:walk({ Link = function(l) l.target = neuves[l.target] or l.target return l end })
end
-- Le sommaire est écrit ici, prêt à lire et à suivre ; sans numéros de page, que seul le lecteur du fichier connaît.
local function sommaire(doc, profondeur)
  local lignes = {}
  doc:walk({ Header = function(h)
    if h.level <= profondeur then
      local ligne = '<w:hyperlink w:anchor="' .. h.identifier .. '" w:history="1"><w:r><w:t xml:space="preserve">' ..
        xml(pandoc.utils.stringify(h.content)) .. '</w:t></w:r></w:hyperlink>'
      lignes[#lignes + 1] = { niveau = h.level, texte = ligne }
    end
  end })
  local parts = { '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>',
    '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Sommaire</w:t></w:r></w:p>' }
  for i, l in ipairs(lignes) do
    local avant = i == 1 and '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\n \\o "1-' .. profondeur .. '" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' or ''
    local apres = i == #lignes and '<w:r><w:fldChar w:fldCharType="end"/></w:r>' or ''
    parts[#parts + 1] = '<w:p><w:pPr><w:pStyle w:val="TOC' .. l.niveau .. '"/></w:pPr>' .. avant .. l.texte .. apres .. '</w:p>'
  end
  parts[#parts + 1] = '</w:sdtContent></w:sdt>'
  return pandoc.RawBlock('openxml', table.concat(parts))
end

return {
  { Image = image, Table = liee },
  { Div = function(e)
      local nom = e.classes[1]
      if nom == 'encadre' then return boite(ENCADRES[e.classes[2] or 'neutre'], e.content) end
      if nom == 'mention' then return boite('Mention', e.content) end
      if nom == 'saut' then return pandoc.RawBlock('openxml', '<w:p><w:pPr><w:pStyle w:val="Saut"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>') end
      if nom == 'regle' then
        if e.classes:includes('suivie') then return pandoc.Div(e.content, { ['custom-style'] = 'Règle' }) end
        return e.content
      end
      if STYLES[nom] then return stylees(STYLES[nom], e.content) end
    end },
  { Pandoc = function(doc)
      doc = marques(doc)
      if meta.sommaire > 0 then doc.blocks:insert(1, sommaire(doc, meta.sommaire)) end
      doc.meta = {
        title = pandoc.MetaString(meta.titre), subtitle = pandoc.MetaString(meta.surtitre),
        author = pandoc.MetaString(meta.etablissement), date = pandoc.MetaString(meta.sous_titre), lang = pandoc.MetaString('fr-FR'),
        description = pandoc.MetaString(meta.resume), keywords = pandoc.MetaList(pandoc.List(meta.mots_cles):map(function(mot) return pandoc.MetaInlines({ pandoc.Str(mot) }) end)),
      }
      return doc
    end },
}
