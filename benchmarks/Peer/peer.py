"""The reference network and one round of its min-max game in eager PyTorch, as a peer to measure against.

Written from the published description of the architecture; parameter names are those of its checkpoints. Plain modules, float32,
contiguous layout, torch.optim.AdamW: what anybody would train it with.

  peer.py train                     reads one JSON line of settings, then "N" lines: does N steps, answers with the seconds they took
  peer.py answer                    the same with the forward pass alone (both heads, pictures from and probabilities to the host), on the weights that the settings name
  peer.py reference WEIGHTS IO      writes a randomly initialised network of another geometry and its own numbers (safetensors)
  peer.py check WEIGHTS IO          holds this file's network against numbers made by somebody else's
"""
import json
import math
import struct
import sys
import time
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F


def conv_block(inputs, outputs, kernel):
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True))


class Bottleneck(nn.Module):
    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, planes, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False), nn.BatchNorm2d(planes)
        self.pool = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
        self.conv3, self.bn3 = nn.Conv2d(planes, planes * 4, 1, bias=False), nn.BatchNorm2d(planes * 4)
        self.downsample = None
        if stride > 1 or inputs != planes * 4:
            self.downsample = nn.Sequential(OrderedDict([
                ("-1", nn.AvgPool2d(stride)), ("0", nn.Conv2d(inputs, planes * 4, 1, bias=False)), ("1", nn.BatchNorm2d(planes * 4))]))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(self.pool(y)))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class AttentionPool(nn.Module):
    def __init__(self, side, channels, heads, outputs):
        super().__init__()
        self.side, self.heads = side, heads
        self.positional_embedding = nn.Parameter(torch.randn(side * side + 1, channels) / math.sqrt(channels))
        self.k_proj, self.q_proj, self.v_proj = nn.Linear(channels, channels), nn.Linear(channels, channels), nn.Linear(channels, channels)
        self.c_proj = nn.Linear(channels, outputs)
        self.connect = nn.Sequential(nn.Conv2d(channels, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        batch, channels, rows, columns = x.shape
        places = self.positional_embedding[1:].reshape(1, self.side, self.side, channels).permute(0, 3, 1, 2)
        places = F.interpolate(places, size=(rows, columns), mode="bicubic", align_corners=False)
        tokens = (x + places).flatten(2).permute(2, 0, 1)
        mixed, _ = F.multi_head_attention_forward(
            query=tokens, key=tokens, value=tokens, embed_dim_to_check=channels, num_heads=self.heads,
            q_proj_weight=self.q_proj.weight, k_proj_weight=self.k_proj.weight, v_proj_weight=self.v_proj.weight, in_proj_weight=None,
            in_proj_bias=torch.cat([self.q_proj.bias, self.k_proj.bias, self.v_proj.bias]), bias_k=None, bias_v=None, add_zero_attn=False,
            dropout_p=0, out_proj_weight=self.c_proj.weight, out_proj_bias=self.c_proj.bias, use_separate_proj_weight=True,
            training=self.training, need_weights=False)
        return F.relu(mixed.permute(1, 2, 0).reshape(batch, -1, rows, columns) + self.connect(x))


class ImageEncoder(nn.Module):
    def __init__(self, g):
        super().__init__()
        width = g["width"]
        self.conv1, self.bn1 = nn.Conv2d(3, width // 2, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width // 2)
        self.conv2, self.bn2 = nn.Conv2d(width // 2, width // 2, 3, padding=1, bias=False), nn.BatchNorm2d(width // 2)
        self.conv3, self.bn3 = nn.Conv2d(width // 2, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)
        inputs = width
        for stage, blocks in enumerate(g["layers"]):
            planes = width << stage
            layers = [Bottleneck(inputs if block == 0 else planes * 4, planes, 2 if stage > 0 and block == 0 else 1) for block in range(blocks)]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
            inputs = planes * 4
        self.attnpool = AttentionPool(g["positionResolution"] // 32, inputs, max(1, width * 32 // 64), g["embed"])

    def forward(self, x):
        for conv, norm in ((self.conv1, self.bn1), (self.conv2, self.bn2), (self.conv3, self.bn3)):
            x = F.relu(norm(conv(x)))
        v3 = self.layer2(self.layer1(F.avg_pool2d(x, 2)))
        v4 = self.layer3(v3)
        return v3, v4, self.attnpool(self.layer4(v4))


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class TextBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, heads)
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mlp = nn.Sequential(OrderedDict([("c_fc", nn.Linear(width, width * 4)), ("gelu", QuickGelu()), ("c_proj", nn.Linear(width * 4, width))]))

    def forward(self, x):
        length = x.shape[0]
        mask = torch.full((length, length), float("-inf"), device=x.device).triu_(1)
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=mask)[0]
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, width, layers, heads):
        super().__init__()
        self.resblocks = nn.Sequential(*[TextBlock(width, heads) for _ in range(layers)])


class Backbone(nn.Module):
    def __init__(self, g):
        super().__init__()
        width = g["textWidth"]
        self.visual = ImageEncoder(g)
        self.transformer = Transformer(width, g["textLayers"], g["textHeads"])
        self.token_embedding = nn.Embedding(g["vocabulary"], width)
        self.positional_embedding = nn.Parameter(0.01 * torch.randn(g["contextLength"], width))
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(torch.randn(width, g["embed"]) / math.sqrt(width))

    def encode_text(self, tokens):
        x = self.token_embedding(tokens) + self.positional_embedding[:tokens.shape[1]]
        x = self.ln_final(self.transformer.resblocks(x.permute(1, 0, 2)).permute(1, 0, 2))
        return x, x[torch.arange(len(x)), tokens.argmax(-1)] @ self.text_projection


class CoordConv(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = conv_block(channels + 2, channels, 3)

    def forward(self, x):
        batch, _, rows, columns = x.shape
        down, across = torch.meshgrid(torch.linspace(-1, 1, rows, device=x.device), torch.linspace(-1, 1, columns, device=x.device), indexing="ij")
        places = torch.stack([across, down]).expand(batch, 2, rows, columns)
        return self.conv1(torch.cat([x, places], 1))


class Masker(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.coordconv, self.conv2, self.coordconv2 = CoordConv(channels), conv_block(channels, channels, 3), CoordConv(channels)
        self.conv, self.bn = nn.Conv2d(channels, channels, 3, padding=1), nn.BatchNorm2d(channels)

    def forward(self, x):
        return torch.sigmoid(self.bn(self.conv(self.coordconv2(self.conv2(self.coordconv(x))))))


class Carafe(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.down = nn.Conv2d(channels, channels // 4, 1)
        self.encoder = nn.Conv2d(channels // 4, 36, 3, padding=1)
        self.out = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        batch, channels, rows, columns = x.shape
        mix = self.encoder(self.down(x)).reshape(batch, 9, 4, -1).softmax(1).permute(0, 3, 1, 2)
        near = F.unfold(x, 3, padding=1).reshape(batch, channels, 9, -1).permute(0, 3, 1, 2)
        mixed = (near @ mix).reshape(batch, rows, columns, -1).permute(0, 3, 1, 2)
        return self.out(F.pixel_shuffle(mixed, 2))


class Neck(nn.Module):
    def __init__(self, g):
        super().__init__()
        width, fused, embed = g["width"], g["fused"], g["embed"]
        self.f2_v_proj, self.f4_proj4 = conv_block(width * 16, fused, 3), conv_block(fused, fused, 3)
        self.aggr = conv_block(width * 8 + fused + embed, fused, 1)
        self.masker3, self.masker4, self.masker5 = Masker(width * 8), Masker(fused), Masker(embed)
        self.carafe = Carafe(embed)

    def align(self, v3, v4, v5):
        return F.avg_pool2d(v3, 2), self.f4_proj4(self.f2_v_proj(v4)), self.carafe(v5)

    def masks(self, features):
        return self.masker3(features[0]), self.masker4(features[1]), self.masker5(features[2])

    def aggregate(self, features, masks):
        return self.aggr(torch.cat([f * m for f, m in zip(features, masks)], 1))


class Projector(nn.Module):
    def __init__(self, state, channels):
        super().__init__()
        self.vis = nn.Sequential(
            nn.Upsample(scale_factor=4, mode="bilinear", align_corners=False), conv_block(channels * 2, channels * 2, 3),
            nn.Upsample(scale_factor=4, mode="bilinear", align_corners=False), conv_block(channels * 2, channels, 3), nn.Conv2d(channels, channels, 1))
        self.txt = nn.Linear(state, channels * 9 + 1)

    def forward(self, x, state):
        x = self.vis(x)
        batch, channels, rows, columns = x.shape
        words = self.txt(state)
        kernels, bias = words[:, :-1].reshape(batch, channels, 3, 3), words[:, -1]
        return F.conv2d(x.reshape(1, batch * channels, rows, columns), kernels, bias, padding=1, groups=batch).transpose(0, 1)


class Network(nn.Module):
    def __init__(self, g):
        super().__init__()
        self.backbone, self.neck_ad = Backbone(g), Neck(g)
        self.proj, self.proj_ad = Projector(g["embed"], g["fused"] // 2), Projector(g["embed"], g["fused"] // 2)

    def causal(self, features, masks, state):
        return self.proj(self.neck_ad.aggregate(features, masks), state)

    def confounding(self, features, masks, state):
        return self.proj_ad(self.neck_ad.aggregate(features, [1 - m for m in masks]), state)


def loss_of(logits, target):
    probabilities = torch.sigmoid(logits)
    overlap = (probabilities * target).sum((1, 2, 3))
    total = probabilities.sum((1, 2, 3)) + target.sum((1, 2, 3))
    return F.binary_cross_entropy_with_logits(logits, target) + 1 - ((2 * overlap + 1) / (total + 1)).mean()


def dice_of(logits, target):
    mask, truth = (logits.detach() > 0).float(), (target > 0.5).float()
    return ((2 * (mask * truth).sum((1, 2, 3)) + 1e-6) / (mask.sum((1, 2, 3)) + truth.sum((1, 2, 3)) + 1e-6)).mean().item()


def optimizer(parameters, rate, decay):
    groups = [{"params": [p for p in parameters if p.dim() > 1], "weight_decay": decay}, {"params": [p for p in parameters if p.dim() <= 1], "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.99), eps=1e-8)


class Game:
    """One round: both heads learn to segment; at times the maskers learn to leave the causal head everything and the other nothing."""

    def __init__(self, settings):
        torch.set_num_threads(settings["threads"])
        torch.manual_seed(settings["seed"])
        device = settings["device"]
        self.s, self.network = settings, Network(settings["geometry"]).to(device)
        self.average = {name: tensor.detach().clone() for name, tensor in self.network.state_dict().items()}
        neck = self.network.neck_ad
        self.maskers = [p for masker in (neck.masker3, neck.masker4, neck.masker5) for p in masker.parameters()]
        known = {id(p) for p in self.maskers}
        self.others = [p for p in self.network.parameters() if id(p) not in known]
        self.segmentation = optimizer(self.others, settings["learningRate"], settings["weightDecay"])
        self.masking = optimizer(self.maskers, settings["maskerLearningRate"], settings["weightDecay"])
        side, batch, words = settings["side"], settings["batch"], settings["words"]
        self.images = torch.randn(batch, 1, side, side, device=device).expand(batch, 3, side, side).contiguous()
        self.target = (torch.rand(batch, 1, side, side, device=device) > 0.9).float()
        self.tokens = torch.randint(1, settings["geometry"]["vocabulary"] - 2, (batch, words), device=device)
        self.tokens[:, -1] = settings["geometry"]["vocabulary"] - 1
        self.step = 0

    def play(self):
        s, network, neck = self.s, self.network, self.network.neck_ad
        network.train()
        features = neck.align(*network.backbone.visual(self.images))
        state = network.backbone.encode_text(self.tokens)[1]
        with torch.no_grad():
            masks = neck.masks(features)
        answer = network.causal(features, masks, state)
        loss = causal = loss_of(answer, self.target)
        if self.step % s["confoundingEvery"] == 0:
            loss = causal + s["confoundingWeight"] * loss_of(network.confounding(features, masks, state), self.target)
        self.segmentation.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.others, s["gradientClip"])
        self.segmentation.step()
        told = (causal.item(), dice_of(answer, self.target))
        if self.step % s["maskerEvery"] == 0:
            features, state = [f.detach() for f in features], state.detach()
            masks = neck.masks(features)
            wrong = loss_of(network.confounding(features, masks, state), self.target).clamp(max=s["confoundingCap"])
            objective = loss_of(network.causal(features, masks, state), self.target) - s["maskerConfoundingWeight"] * wrong
            for parameter, gradient in zip(self.maskers, torch.autograd.grad(objective, self.maskers)):
                parameter.grad = gradient
            nn.utils.clip_grad_norm_(self.maskers, s["gradientClip"])
            self.masking.step()
        with torch.no_grad():
            for name, tensor in network.state_dict().items():
                if tensor.is_floating_point():
                    self.average[name].mul_(0.998).add_(tensor, alpha=0.002)
                else:
                    self.average[name].copy_(tensor)
        self.step += 1
        return told


def train():
    game = Game(json.loads(sys.stdin.readline()))
    print(json.dumps({"torch": torch.__version__, "parameters": sum(p.numel() for p in game.network.parameters())}), flush=True)
    for line in sys.stdin:
        begun = time.perf_counter()
        for _ in range(int(line)):
            told = game.play()
        print(json.dumps({"seconds": time.perf_counter() - begun, "loss": told[0]}), flush=True)


def answer():
    s = json.loads(sys.stdin.readline())
    torch.set_num_threads(s["threads"])
    network, side, batch, words = Network(s["geometry"]), s["side"], s["batch"], s["words"]
    network.load_state_dict(read(s["weights"])[1], strict=False)
    network.to(s["device"]).eval()
    torch.manual_seed(5)
    pictures = torch.rand(batch, 1, side, side)
    tokens = torch.randint(1, s["geometry"]["vocabulary"] - 2, (batch, words))
    tokens[:, -1] = s["geometry"]["vocabulary"] - 1
    print(json.dumps({"torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        begun = time.perf_counter()
        with torch.no_grad():
            for _ in range(int(line)):
                image = ((pictures - 0.5) / 0.25).expand(batch, 3, side, side).to(s["device"])
                features = network.neck_ad.align(*network.backbone.visual(image))
                state, masks = network.backbone.encode_text(tokens.to(s["device"]))[1], network.neck_ad.masks(features)
                found = network.causal(features, masks, state), network.confounding(features, masks, state)
                torch.sigmoid(found[0]).cpu()
        print(json.dumps({"seconds": time.perf_counter() - begun}), flush=True)


FORMATS = {torch.float32: ("F32", 4), torch.int64: ("I64", 8)}


def write(path, tensors, metadata=None):
    header, parts, at = {"__metadata__": metadata} if metadata else {}, [], 0
    for name, tensor in tensors.items():
        data = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": FORMATS[tensor.dtype][0], "shape": list(tensor.shape), "data_offsets": [at, at + len(data)]}
        parts.append(data)
        at += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


def read(path):
    types = {text: dtype for dtype, (text, _) in FORMATS.items()}
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    return metadata, {name: torch.frombuffer(data[e["data_offsets"][0]:e["data_offsets"][1]], dtype=types[e["dtype"]]).reshape(e["shape"]) for name, e in header.items()}


def numbers(network, image, tokens, target):
    """Every intermediate result in eval mode, the outputs with batch statistics, and the gradients of the published loss."""
    def both():
        v3, v4, v5 = network.backbone.visual(image)
        words, state = network.backbone.encode_text(tokens)
        features = network.neck_ad.align(v3, v4, v5)
        masks = network.neck_ad.masks(features)
        return {"v3": v3, "v4": v4, "v5": v5, "word_features": words, "state": state, "fq_sup": network.neck_ad.aggregate(features, masks),
                "fq_inf": network.neck_ad.aggregate(features, [1 - m for m in masks]),
                "pred": network.causal(features, masks, state), "pred_ad": network.confounding(features, masks, state)}
    network.eval()
    found = both()
    loss = F.binary_cross_entropy_with_logits(found["pred"], target) + F.binary_cross_entropy_with_logits(found["pred_ad"], target)
    loss.backward()
    found["loss"] = loss.reshape(1)
    found.update({"grad." + name: p.grad for name, p in network.named_parameters() if p.grad is not None})
    network.train()
    with torch.no_grad():
        trained = both()
    found.update({"pred_trainmode": trained["pred"], "pred_ad_trainmode": trained["pred_ad"]})
    return found


def reference(weights, io):
    torch.manual_seed(11)
    g = {"layers": [2, 1, 2, 1], "width": 16, "embed": 48, "positionResolution": 128, "vocabulary": 300, "textWidth": 96, "textLayers": 3, "textHeads": 3,
         "contextLength": 24, "fused": 40}
    network = Network(g)
    with torch.no_grad():  # statistics of a network that has seen pictures
        network.train()
        for _ in range(10):
            v = network.backbone.visual(torch.randn(4, 3, 96, 160))
            features = network.neck_ad.align(*v)
            masks, state = network.neck_ad.masks(features), torch.randn(4, g["embed"])
            network.causal(features, masks, state), network.confounding(features, masks, state)
    image, tokens = torch.randn(3, 3, 96, 160), torch.randint(1, 298, (3, 20))
    for row, end in enumerate((19, 7, 12)):
        tokens[row, end:] = 0
        tokens[row, end] = 299
    state = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    write(weights, state, {"text_heads": "3", "word_len": "20"})
    target = (torch.rand(3, 1, 96, 160) > 0.8).float()
    write(io, {"image": image, "tokens": tokens, "target": target, **numbers(network, image, tokens, target)})


def check(weights, io):
    metadata, state = read(weights)
    _, known = read(io)
    g = {"layers": json.loads(metadata["layers"].replace("(", "[").replace(")", "]")), "width": int(metadata["width"]), "embed": int(metadata["embed"]),
         "positionResolution": int(metadata["clip_input_resolution"]), "vocabulary": int(metadata["vocab"]), "textWidth": int(metadata["text_width"]),
         "textLayers": int(metadata["text_layers"]), "textHeads": int(metadata["text_heads"]),
         "contextLength": len(state["backbone.positional_embedding"]), "fused": len(state["neck_ad.aggr.0.weight"])}
    network = Network(g)
    missing = network.load_state_dict(state, strict=False).missing_keys
    found = numbers(network, known["image"], known["tokens"], known["target"])
    worst = max((found[name].detach() - known[name]).abs().max().item() / max(1, known[name].abs().max().item()) for name in found if name in known)
    print(json.dumps({"missing": missing, "compared": len([name for name in found if name in known]), "worst": worst}))


if __name__ == "__main__":
    {"train": train, "answer": answer, "reference": reference, "check": check}[sys.argv[1]](*sys.argv[2:])
